namespace Akka.Hosting;

/// <summary>How added HOCON relates to what is there.</summary>
public enum HoconAddMode
{
    /// <summary>It counts where nothing was set yet.</summary>
    Append,

    /// <summary>It overrides what is there.</summary>
    Prepend,

    /// <summary>It takes the place of all that is there.</summary>
    Replace,
}
