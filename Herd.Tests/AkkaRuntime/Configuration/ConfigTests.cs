using Akka.Configuration;
using Akka.Configuration.Hocon;
using Xunit;

namespace Herd.Tests.AkkaRuntime.Configuration;

public class ConfigTests
{
    [Fact]
    public void A_fallback_fills_in_what_is_missing()
    {
        var config = ConfigurationFactory.ParseString("a { x = 1, list = [1] }\nb = 1")
            .WithFallback(ConfigurationFactory.ParseString("a { x = 2, y = 2, list = [2, 3] }\nc { z = 2 }"));

        Assert.Equal(1, config.GetInt("a.x"));
        Assert.Equal(2, config.GetInt("a.y"));
        Assert.Equal([1], config.GetIntList("a.list"));
        Assert.Equal(1, config.GetInt("b"));
        Assert.Equal(2, config.GetInt("c.z"));
    }

    [Fact]
    public void Fallbacks_form_a_chain()
    {
        var config = ConfigurationFactory.ParseString("a.x = 1")
            .WithFallback(ConfigurationFactory.ParseString("a { x = 2, y = 2 }"))
            .WithFallback(ConfigurationFactory.ParseString("a { x = 3, y = 3, z = 3 }"));

        Assert.Equal([1, 2, 3], new[] { "a.x", "a.y", "a.z" }.Select(path => config.GetInt(path)));
    }

    [Fact]
    public void Laying_over_changes_neither_of_the_two()
    {
        var upper = ConfigurationFactory.ParseString("a.x = 1");
        var lower = ConfigurationFactory.ParseString("a.y = 2");

        _ = upper.WithFallback(lower);

        Assert.False(upper.HasPath("a.y"));
        Assert.False(lower.HasPath("a.x"));
    }

    [Fact]
    public void A_configuration_cannot_be_its_own_fallback()
    {
        var config = ConfigurationFactory.ParseString("a = 1");

        Assert.Throws<ArgumentException>(() => config.WithFallback(config));
        Assert.Same(config, config.SafeWithFallback(config));
    }

    [Fact]
    public void A_section_is_a_configuration_with_its_part_of_the_fallbacks()
    {
        var section = ConfigurationFactory.ParseString("a.b.x = 1")
            .WithFallback(ConfigurationFactory.ParseString("a.b { x = 2, y = 2 }"))
            .GetConfig("a.b")!;

        Assert.Equal(1, section.GetInt("x"));
        Assert.Equal(2, section.GetInt("y"));
    }

    [Fact]
    public void Settings_are_enumerated_with_those_of_the_fallbacks()
    {
        var config = ConfigurationFactory.ParseString("a = 1\nb = 1")
            .WithFallback(ConfigurationFactory.ParseString("b = 2\nc = 2"));

        var settings = config.AsEnumerable().OrderBy(setting => setting.Key).Select(setting => $"{setting.Key}={setting.Value.GetInt()}");

        Assert.Equal(["a=1", "b=1", "c=2"], settings);
    }

    [Fact]
    public void Nodes_of_a_section_keep_the_order_of_the_text()
    {
        var nodes = ConfigurationFactory.ParseString("nodes { Welsh { }\n Goloman { }\n Hands { } }").GetConfig("nodes")!;

        Assert.Equal(["Welsh", "Goloman", "Hands"], nodes.Root!.GetObject()!.Items.Keys);
    }

    [Fact]
    public void Empty_is_empty()
    {
        Assert.True(ConfigurationFactory.Empty.IsEmpty);
        Assert.True(Config.Empty.IsNullOrEmpty());
        Assert.True(((Config?)null).IsNullOrEmpty());
        Assert.False(ConfigurationFactory.ParseString("a = 1").IsNullOrEmpty());
        Assert.False(Config.Empty.HasPath("a"));
    }

    [Fact]
    public void Text_is_read_back_as_the_same()
    {
        var config = ConfigurationFactory.ParseString("a { b = \"x : y\", c = [1, 2] }\nd = plain");

        var again = ConfigurationFactory.ParseString(config.ToString());

        Assert.Equal("x : y", again.GetString("a.b"));
        Assert.Equal([1, 2], again.GetIntList("a.c"));
        Assert.Equal("plain", again.GetString("d"));
    }

    [Fact]
    public void Text_shows_the_fallbacks_only_when_asked()
    {
        var config = ConfigurationFactory.ParseString("mine = 1").WithFallback(ConfigurationFactory.ParseString("theirs = 2"));

        Assert.DoesNotContain("theirs", config.ToString());
        Assert.Contains("theirs", config.ToString(includeFallback: true));
    }

    [Fact]
    public void A_text_stands_for_a_configuration()
    {
        Config config = "a = 1";

        Assert.Equal(1, config.GetInt("a"));
        Assert.Equal(2, (config + "b = 2").GetInt("b"));
        Assert.Equal(3, ("a = 3" + config).GetInt("a"));
    }

    [Fact]
    public void A_value_can_be_put_at_a_key()
    {
        var config = ConfigurationFactory.ParseString("x = 1").Root!.AtKey("top");

        Assert.Equal(1, config.GetInt("top.x"));
    }

    [Fact]
    public void A_configuration_is_made_from_a_built_tree()
    {
        var section = new HoconObject();
        section.GetOrCreateKey("port").AppendValue(new HoconLiteral { Value = "12000" });
        var root = new HoconValue();
        root.AppendValue(section);

        Assert.Equal(12000, new Config(new HoconRoot(root)).GetInt("port"));
    }

    [Fact]
    public void The_reference_configuration_has_the_documented_defaults()
    {
        var reference = ConfigurationFactory.Default();

        Assert.Equal("INFO", reference.GetString("akka.loglevel"));
        Assert.Equal(30, reference.GetInt("akka.actor.default-dispatcher.throughput"));
        Assert.Equal(["before-service-unbind"], reference.GetStringList("akka.coordinated-shutdown.phases.service-unbind.depends-on"));
        Assert.True(reference.GetBoolean("akka.coordinated-shutdown.run-by-actor-system-terminate"));
    }
}
