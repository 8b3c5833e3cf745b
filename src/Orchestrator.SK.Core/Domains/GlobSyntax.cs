namespace Orchestrator.SK.Core.Domains;

/// <summary>Reads the parts of a glob; every fault names the glob.</summary>
internal static class GlobSyntax
{
    /// <summary>More alternatives than this come from nested braces that nobody can read.</summary>
    private const int MaxAlternatives = 256;

    public static FormatException Fault(string glob, string reason) => new($"The glob '{glob}' is malformed: {reason}");

    /// <summary>Writes out <c>{a,b}</c>: one text per choice.</summary>
    public static IReadOnlyList<string> Alternatives(string glob)
    {
        Queue<string> open = new([glob]);
        List<string> done = [];
        while (open.TryDequeue(out var text))
        {
            var start = Unbracketed(text, '{');
            if (start < 0)
            {
                if (Unbracketed(text, '}') >= 0)
                {
                    throw Fault(glob, "a '}' has no '{' before it. Remove it, or write it as '[}]'.");
                }

                done.Add(text);
            }
            else
            {
                var (end, commas) = Choice(glob, text, start);
                var cuts = commas.Prepend(start).Append(end).ToList();
                foreach (var (from, to) in cuts.Zip(cuts.Skip(1)))
                {
                    open.Enqueue(string.Concat(text.AsSpan(0, start), text.AsSpan(from + 1, to - from - 1), text.AsSpan(end + 1)));
                }
            }

            if (open.Count + done.Count > MaxAlternatives)
            {
                throw Fault(glob, $"its braces give more than {MaxAlternatives} alternatives. Write several globs instead.");
            }
        }

        return done;
    }

    /// <summary>Reads <c>[abc]</c>, <c>[a-z]</c> or <c>[!a]</c> at <paramref name="at"/>.</summary>
    public static (CharSet Set, int Next) Class(string glob, string text, int at)
    {
        var end = ClassEnd(text, at);
        if (end < 0)
        {
            throw Fault(glob, "a '[' is never closed. Add the ']', or write the character as '[[]'.");
        }

        var inner = text[(at + 1)..end];
        var negated = inner[0] is '!' or '^';
        inner = negated ? inner[1..] : inner;
        List<(char Low, char High)> ranges = [];
        for (var index = 0; index < inner.Length; index++)
        {
            var high = index + 2 < inner.Length && inner[index + 1] == '-' ? inner[index + 2] : inner[index];
            if (high < inner[index])
            {
                throw Fault(glob, $"the range '{inner[index]}-{high}' runs backwards. Write '{high}-{inner[index]}'.");
            }

            if (inner[index] == '/' || high == '/')
            {
                throw Fault(glob, "a '/' stands in brackets, and no bracket can match it. Write two globs.");
            }

            ranges.Add((inner[index], high));
            index += index + 2 < inner.Length && inner[index + 1] == '-' ? 2 : 0;
        }

        return (CharSet.Of(ranges, negated), end + 1);
    }

    private static (int End, List<int> Commas) Choice(string glob, string text, int start)
    {
        List<int> commas = [];
        var depth = 0;
        for (var index = start; index < text.Length; index++)
        {
            switch (text[index])
            {
                case '[' when ClassEnd(text, index) is > 0 and var end:
                    index = end;
                    break;
                case '{':
                    depth++;
                    break;
                case ',' when depth == 1:
                    commas.Add(index);
                    break;
                case '}' when --depth == 0:
                    return (index, commas);
                default:
                    break;
            }
        }

        throw Fault(glob, "a '{' is never closed. Add the '}', or write the character as '[{]'.");
    }

    private static int Unbracketed(string text, char wanted)
    {
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] == wanted)
            {
                return index;
            }

            index = text[index] == '[' && ClassEnd(text, index) is > 0 and var end ? end : index;
        }

        return -1;
    }

    /// <summary>A ']' right behind the opening (or its negation) is a member, as in every shell.</summary>
    private static int ClassEnd(string text, int at)
    {
        var first = at + 1 < text.Length && text[at + 1] is '!' or '^' ? at + 2 : at + 1;
        return first + 1 > text.Length - 1 ? -1 : text.IndexOf(']', first + 1);
    }
}
