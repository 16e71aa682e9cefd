using System.Linq.Expressions;
using System.Reflection;

namespace Akka.Util;

/// <summary>Values of argument expressions. The usual ones, constants and captured variables, need no compiler.</summary>
internal static class ExpressionValue
{
    public static object? Of(Expression expression) => expression switch
    {
        ConstantExpression constant => constant.Value,
        MemberExpression { Member: FieldInfo field } member => field.GetValue(member.Expression is null ? null : Of(member.Expression)),
        UnaryExpression { NodeType: ExpressionType.Convert, Method: null } cast when cast.Type.IsAssignableFrom(cast.Operand.Type) => Of(cast.Operand),
        _ => Expression.Lambda<Func<object?>>(Expression.Convert(expression, typeof(object))).Compile(preferInterpretation: true)(),
    };
}
