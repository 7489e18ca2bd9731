using AlwaysOnPolicy.Tokenizers.Templates;
using AlwaysOnPolicy.Tokenizers.Templates.Python;

namespace AlwaysOnPolicy.Tokenizers.Tests;

/// <summary>Each construct of Jinja 3.1 as transformers' environment runs it; what it must write follows from Jinja's and Python's documentation.</summary>
public sealed class TemplateConstructTests
{
    private static readonly DateOnly s_day = new(2026, 3, 5);   // a Thursday

    private static string Render(string template) => Rendered(template).Text;

    private static RenderedChat Rendered(string template) => new ChatTemplate(template, "a test").Render(new Dictionary<string, object?>
    {
        ["messages"] = new List<object?> { Dict(("role", "user"), ("content", "Hi")), Dict(("role", "assistant"), ("content", " Yo ")),
            Dict(("role", "user"), ("content", "Bye")) },
        ["bos_token"] = "<s>",
        ["tools"] = null,
        ["add_generation_prompt"] = true,
        ["numbers"] = new List<object?> { 3L, 1L, 2L },
        ["tool"] = Dict(("name", "sum"), ("args", Dict(("b", 2L), ("a", 1.5), ("ü", new List<object?> { true, null })))),
    }, s_day);

    private static PythonDict Dict(params (string Key, object? Value)[] items)
    {
        var dict = new PythonDict();
        foreach (var (key, value) in items) dict[key] = value;
        return dict;
    }

    [Theory]
    // Literals, operators.
    [InlineData("{{ 1 + 2 * 3 }} {{ 7 // 2 }} {{ -7 // 2 }} {{ 7 / 2 }} {{ 4 / 2 }} {{ -7 % 3 }} {{ 2 ** 10 }} {{ 2 ** -1 }}", "7 3 -4 3.5 2.0 2 1024 0.5")]
    [InlineData("{{ 1_000 }} {{ 0xF_F }} {{ 0b1_1 }} {{ 1e3 }} {{ 1.5e-7 }} {{ 1e16 }} {{ 123456789012345.0 }} {{ 0.1 + 0.2 }}",
        "1000 255 3 1000.0 1.5e-07 1e+16 123456789012345.0 0.30000000000000004")]
    [InlineData("{{ 'a' 'b' ~ 1 ~ none ~ true }}", "ab1NoneTrue")]
    [InlineData("{{ 'ab' * 2 + 'c' }} {{ [1] * 2 + [2] }} {{ (1,) + (2, 3) }}", "ababc [1, 1, 2] (1, 2, 3)")]
    [InlineData("{{ [1, 'a', none, true, 1.0, (2,), {'k': 'it\\'s'}] }}", "[1, 'a', None, True, 1.0, (2,), {'k': \"it's\"}]")]
    [InlineData("{{ 1 < 2 < 3 }} {{ 1 < 2 > 3 }} {{ 'a' < 'b' }} {{ [1, 2] < [1, 3] }} {{ 1 == 1.0 == true }}", "True False True True True")]
    [InlineData("{{ 0 or 'x' }} {{ 1 and 'y' }} {{ not '' }} {{ none or 0 }} {{ 2 if '' else 3 }} [{{ 2 if false }}]", "x y True 0 3 []")]
    [InlineData("{{ 'ell' in 'hello' }} {{ 1 in [1] }} {{ 'k' in {'k': 0} }} {{ 3 not in (1, 2) }} {{ 'a' in nothing }}", "True True True True False")]
    [InlineData("{{ 'a', 'b' }} {{ () }} {{ {} }} {{ {'a': 1, 2: [3]} }}", "('a', 'b') () {} {'a': 1, 2: [3]}")]
    [InlineData("{{ 'x\\ny\\x41\\u00e9\\101' }}", "x\nyAéA")]
    // Subscripts and slices.
    [InlineData("{{ 'héllo😀'[-1] }}{{ 'abcdef'[1:4] }} {{ 'abc'[::-1] }} {{ numbers[1:] }} {{ numbers[-5:2] }} {{ (1, 2, 3)[:-1] }} {{ numbers[::2] }}",
        "😀bcd cba [1, 2] [3, 1] (1, 2) [3, 2]")]
    [InlineData("{{ messages[0].content }} {{ messages[0]['role'] }} {{ messages[-1].content }} {{ numbers.0 }} [{{ messages[9] }}]", "Hi user Bye 3 []")]
    [InlineData("{{ tool.args.items() | list }}", "[('b', 2), ('a', 1.5), ('ü', [True, None])]")]
    // Undefined.
    [InlineData("[{{ missing }}] {{ missing is defined }} {{ messages[0].tool_calls is defined }} {{ missing | default('d') }} {{ '' | default('e', true) }} " +
        "{{ missing | length }} {{ missing == other }}", "[] False False d e 0 True")]
    [InlineData("{% for x in missing %}{{ x }}{% else %}none{% endfor %}", "none")]
    // Statements.
    [InlineData("{% for k, v in tool.args.items() %}{{ k }}={{ v }};{% endfor %}", "b=2;a=1.5;ü=[True, None];")]
    [InlineData("{% for a, (b, c) in [(1, (2, 3))] %}{{ a }}{{ b }}{{ c }}{% endfor %}{% set (x, y) = 'uv' %}{{ y }}{{ 'ǆ'.title() }}", "123vǅ")]
    [InlineData("{% for k in tool.args %}{{ k }}{% endfor %} {% for c in 'a😀' %}{{ c }}.{% endfor %}", "baü a.😀.")]
    [InlineData("{% for m in messages if m.role == 'user' %}{{ loop.index }}/{{ loop.length }}{{ m.content }} {% endfor %}", "1/2Hi 2/2Bye ")]
    [InlineData("{% for n in numbers if loop is undefined %}{{ n }}{% endfor %}", "312")]
    [InlineData("{% for n in numbers %}{% if n == 1 %}{% continue %}{% endif %}{{ n }}{% if n == 2 %}{% break %}{% endif %}{% endfor %}", "32")]
    [InlineData("{% for n in [1] %}{% continue %}{% else %}E{% endfor %}{% for n in [1] %}x{% else %}E{% endfor %}", "Ex")]
    [InlineData("{% for n in numbers %}{% for i in [] %}{% else %}{% if n == 1 %}{% continue %}{% endif %}E{% endfor %}{{ n }}{% endfor %}", "E3E2")]
    [InlineData("{% for n in numbers %}{% for i in [] %}{% else %}{% break %}{% endfor %}{{ n }}{% endfor %}.", ".")]
    [InlineData("{% for n in numbers %}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }}{{ loop.last }}{{ loop.previtem }}{{ " +
        "loop.nextitem }} {% endfor %}", "032TrueFalse1 121FalseFalse32 210FalseTrue1 ")]
    [InlineData("{% for n in numbers %}{{ loop.cycle('a', 'b') }}{{ loop.changed(n > 1) }}{% endfor %}", "aTruebTrueaTrue")]
    [InlineData("{% for n in [1, [2, [3]]] recursive %}{% if n is sequence %}({{ loop(n) }}){% else %}{{ n }}{{ loop.depth }}{% endif %}{% endfor %}",
        "11(22(33))")]
    [InlineData("{% set x = 1 %}{% set a, b = (x, 2) %}{{ a }}{{ b }}{% set c %}<{{ a }}>{% endset %}{{ c }}{% set d | upper %}u{{ b }}{% endset %}{{ d }}",
        "12<1>U2")]
    [InlineData("{% set ns = namespace(n=0, found=false) %}{% for m in messages %}{% set ns.n = ns.n + 1 %}{% endfor %}{{ ns.n }}{{ ns.found }}{{ ns.none is " +
        "defined }}", "3FalseFalse")]
    [InlineData("{% macro m(a, b='B', c=a) %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ m(1) }} {{ m(1, c=2) }} {{ m('x', 'y') }}", "1B1 1B2 xyx")]
    [InlineData("{% macro m() %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, 2, k=3) }}", "(1, 2){'k': 3}")]
    [InlineData("{% macro m(n) %}{{ n }}{% if n > 0 %}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(3) }}", "3210")]
    [InlineData("{% macro m(t) %}[{{ caller(t) }}]{% endmacro %}{% call(x) m('q') %}{{ x }}!{% endcall %}", "[q!]")]
    [InlineData("{% filter upper | replace('B', 'x') %}ab{% endfilter %}{% with a = 1, b = 2 %}{{ a + b }}{% endwith %}[{{ a }}]", "Ax3[]")]
    [InlineData("{% raw %}{{ x }}{% y %}{% endraw %}|{# a {{ comment }} #}|", "{{ x }}{% y %}||")]
    [InlineData("{% if false %}{% include 'x' %}{{ x | pprint }}{% block b %}{% endblock %}{% trans %}a{% endtrans %}{{ y is odd_one }}{% endif %}ok", "ok")]
    // A jump out of a captured body: what it wrote is for nothing.
    [InlineData("{% for i in [1, 2] %}{% set z %}{% if i == 1 %}{% continue %}{% endif %}q{% endset %}{{ i }}{{ z }}{% endfor %}", "2q")]
    [InlineData("{% for i in [1, 2] %}{% filter upper %}a{% if i == 2 %}{% break %}{% endif %}b{% endfilter %}{{ i }}{% endfor %}", "AB1")]
    // Scoping.
    [InlineData("{% set x = 1 %}{% for n in numbers %}{{ x }}{% set x = n %}{{ x }}{% endfor %}{{ x }}", "1311121")]
    [InlineData("{% for n in [1] %}[{{ bos_token }}]{% endfor %}{% set bos_token = 'X' %}{{ bos_token }}", "[]X")]
    [InlineData("{{ bos_token }}{% for n in [1] %}[{{ bos_token }}]{% endfor %}{% set bos_token = 'X' %}{{ bos_token }}", "<s>[<s>]X")]
    [InlineData("{% for n in [1] %}[{{ bos_token }}]{% endfor %}{% if true %}{% set bos_token = 'X' %}{% endif %}{{ bos_token }}", "[<s>]X")]
    [InlineData("{% for n in [1, 2] %}{{ y }}{% set y = n %}{{ y }}{% endfor %}[{{ y }}]", "12[]")]
    [InlineData("{% if true %}{% set x = 1 %}{% endif %}{{ x }}{% with %}{% set x = 2 %}{% endwith %}{{ x }}{% set z %}{% set x = 3 %}{% endset %}{{ x }}",
        "111")]
    [InlineData("{% macro m() %}{{ x }}{% endmacro %}{% set x = 5 %}{{ m() }}", "5")]
    [InlineData("{% for n in [1] %}{% for k in [2] %}{{ loop.index }}{{ n }}{{ k }}{% endfor %}{{ loop.last }}{% endfor %}", "112True")]
    // White space.
    [InlineData("a\n  {% if true %}\n  b\n  {% endif %}\nc\n", "a\n  b\nc")]
    [InlineData("a \n {%- if true -%} \n b {%- endif %}\n c", "ab c")]
    [InlineData("a\n  {%+ if true +%}\nb{% endif %}", "a\n  \nb")]
    [InlineData("a\n  {# c #}\nb {{ 1 }}\nc", "a\nb 1\nc")]
    [InlineData("a\r\n{{ 'b' }}\r\u2028\n\n", "a\nb\n\u2028\n")]
    // transformers' functions.
    [InlineData("{{ strftime_now('%d %b %Y') }} {{ strftime_now('%A %-d %B %y %j %U %H:%M') }}", "05 Mar 2026 Thursday 5 March 26 064 09 00:00")]
    [InlineData("{{ tool | tojson }}", "{\"name\": \"sum\", \"args\": {\"b\": 2, \"a\": 1.5, \"ü\": [true, null]}}")]
    [InlineData("{{ tool | tojson(indent=2) }}", "{\n  \"name\": \"sum\",\n  \"args\": {\n    \"b\": 2,\n    \"a\": 1.5,\n    \"ü\": [\n      true,\n      " +
        "null\n    ]\n  }\n}")]
    [InlineData("{{ tool.args | tojson(ensure_ascii=true, sort_keys=true, separators=(',', ':')) }}{{ '<\\n\"😀' | tojson(ensure_ascii=true) }}",
        "{\"a\":1.5,\"b\":2,\"\\u00fc\":[true,null]}\"<\\n\\\"\\ud83d\\ude00\"")]
    [InlineData("{{ range(3) | list }}{{ range(5, 1, -2) | list }}{{ dict(a=1, **{'b': 2}) }}{{ dict([(1, 2)]) }}", "[0, 1, 2][5, 3]{'a': 1, 'b': 2}{1: 2}")]
    [InlineData("{% set j = joiner('; ') %}{% set c = cycler(1, 2) %}{{ j() }}{{ j() }}{{ c.next() }}{{ c.next() }}{{ c.current }}{{ c.next() }}", "; 1211")]
    public void What_is_written_is_what_Jinja_writes(string template, string expected) => Render(template).ShouldBe(expected);

    [Theory]
    [InlineData("'no place' % missing", "no place")]
    [InlineData("'<%s>' % missing", "<>")]
    [InlineData("' a b  c '.split()", "['a', 'b', 'c']")]
    [InlineData("' a b  c '.split(none, 1)", "['a', 'b  c ']")]
    [InlineData("' a b  c '.rsplit(maxsplit=1)", "[' a b', 'c']")]
    [InlineData("'a,b,,c'.split(',')", "['a', 'b', '', 'c']")]
    [InlineData("'a,b,c'.split(',', 1)", "['a', 'b,c']")]
    [InlineData("'a,b,c'.rsplit(',', 1)", "['a,b', 'c']")]
    [InlineData("'a</think>b</think>c'.split('</think>')[-1].lstrip('\\n')", "c")]
    [InlineData("'  xx '.strip() ~ '|' ~ ' x '.lstrip() ~ '|' ~ ' x '.rstrip() ~ '|' ~ 'abcba'.strip('ab')", "xx|x | x|c")]
    [InlineData("'hello'.replace('l', 'L') ~ 'hello'.replace('l', 'L', 1) ~ 'ab'.replace('', '-')", "heLLoheLlo-a-b-")]
    [InlineData("'hello'.startswith('he') ~ 'hello'.endswith(('x', 'lo')) ~ 'hello'.startswith('l', 2)", "TrueTrueTrue")]
    [InlineData("\"they're BILL's\".title() ~ 'ab CD'.capitalize() ~ 'aB'.swapcase() ~ 'Ab'.upper() ~ 'AB'.lower() ~ 'Straße'.upper()",
        "They'Re Bill'SAb cdAbABabSTRASSE")]
    [InlineData("'abcabc'.find('c') ~ 'abcabc'.rfind('c') ~ 'abc'.find('x') ~ 'abcabc'.find('c', 3) ~ 'abcabc'.index('b') ~ 'abab'.count('ab')", "25-1512")]
    [InlineData("'a-b-c'.partition('-') ~ 'a-b-c'.rpartition('-') ~ 'a'.partition('-')", "('a', '-', 'b-c')('a-b', '-', 'c')('a', '', '')")]
    [InlineData("'-'.join(['a', 'b']) ~ 'x'.center(4) ~ '|' ~ 'x'.ljust(3, '.') ~ 'x'.rjust(3) ~ '-4'.zfill(4)", "a-b x  |x..  x-004")]
    [InlineData("'a\\nb\\r\\nc\\n'.splitlines() ~ 'a\\nb'.splitlines(true)", "['a', 'b', 'c']['a\\n', 'b']")]
    [InlineData("'12'.isdigit() ~ '1a'.isalnum() ~ 'ab'.isalpha() ~ ' '.isspace() ~ 'Ab'.istitle() ~ 'ab'.islower() ~ 'AB'.isupper() ~ ''.isdigit()",
        "TrueTrueTrueTrueTrueTrueTrueFalse")]
    [InlineData("'abc'.startswith('', 5) ~ 'abc'.find('', 10) ~ 'abc'.find('c', -2) ~ 'abc'.rfind('') ~ 'abcabc'.count('', 9) ~ 'abc'.endswith('', 2, 1)",
        "False-1230False")]
    [InlineData("'ΐﬃᾳıſ'.upper() ~ 'ß ᾳ ŉ ა'.title() ~ 'Straße ẞ ς'.casefold() ~ 'ΑΣ. ΑΣ日'.lower() ~ 'ǅ'.isupper()",
        "\u0399\u0308\u0301FFIΑΙISSs ᾼ ʼN აstrasse ss σας. ας日False")]
    [InlineData("'%r' % missing ~ 'a' % [1] ~ ('%#x' | length)", "Undefineda3")]
    [InlineData("'foobar'.removeprefix('foo') ~ 'foobar'.removesuffix('bar')", "barfoo")]
    [InlineData("'{0} {x:>4} {0!r:<4}|{1:.2f} {{}}'.format('a', 2, x='b') ~ '{}{}'.format(1, 2)", "a    b 'a' |2.00 {}12")]
    [InlineData("'%s is %05.1f%%, %d %r' % ('a', 2.25, 3, 'b')", "a is 002.2%, 3 'b'")]
    [InlineData("'%(a)s-%(b)03d' % {'a': 1, 'b': 2}", "1-002")]
    [InlineData("{'a': 1}.get('a') ~ {'a': 1}.get('b') ~ {'a': 1}.get('b', 2) ~ ({'a': 1}.keys() | list) ~ ({'a': 1}.values() | list)", "1None2['a'][1]")]
    [InlineData("[1, 2, 1].count(1) ~ [1, 2].index(2)", "21")]
    public void Methods_do_what_Pythons_do(string expression, string expected) => Render($"{{{{ {expression} }}}}").ShouldBe(expected);

    [Theory]
    [InlineData("-3 | abs", "3")]
    [InlineData("tool | attr('name')", "")]
    [InlineData("[1, 2, 3, 4, 5] | batch(2, 0) | list", "[[1, 2], [3, 4], [5, 0]]")]
    [InlineData("'aB c' | capitalize ~ ('x' | center(3))", "Ab c x ")]
    [InlineData("{'b': 1, 'A': 2} | dictsort ~ ({'b': 1, 'A': 2} | dictsort(by='value', reverse=true))", "[('A', 2), ('b', 1)][('A', 2), ('b', 1)]")]
    [InlineData("'<a href=\"x\">&' | escape ~ ('<b>' | e)", "&lt;a href=&#34;x&#34;&gt;&amp;&lt;b&gt;")]
    [InlineData("numbers | first ~ (numbers | last) ~ ([] | first)", "32")]
    [InlineData("'3.5' | float ~ ('x' | float(1.5)) ~ ('7' | int) ~ ('0xf' | int(base=16)) ~ ('3.9' | int) ~ ('x' | int(-1))", "3.51.57153-1")]
    [InlineData("'%s-%d' | format('a', 2)", "a-2")]
    [InlineData("messages | groupby('role') | map(attribute='grouper') | join(',')", "assistant,user")]
    [InlineData("'a\\nb\\n\\nc' | indent(2) ~ '|' ~ ('a\\nb' | indent('> ', true))", "a\n  b\n\n  c|> a\n> b")]
    [InlineData("tool.args | items | map('first') | join", "baü")]
    [InlineData("[1, 'a', none] | join('|') ~ (messages | join(', ', attribute='role'))", "1|a|Noneuser, assistant, user")]
    [InlineData("messages | length ~ ('😀a' | count) ~ ('Ab' | lower) ~ ('Ab' | upper)", "32abAB")]
    [InlineData("messages | map(attribute='content') | map('trim') | list", "['Hi', 'Yo', 'Bye']")]
    [InlineData("[{'a': 1}, {}] | map(attribute='a', default=0) | list", "[1, 0]")]
    [InlineData("numbers | max ~ (numbers | min) ~ (['b', 'A'] | min) ~ (messages | max(attribute='content')).content", "31AHi")]
    [InlineData("numbers | select('odd') | list ~ (numbers | reject('equalto', 1) | list) ~ ([0, 1, ''] | select | list)", "[3, 1][3, 2][1]")]
    [InlineData("messages | selectattr('role', 'equalto', 'user') | list | length ~ (messages | rejectattr('role', 'in', ['user']) | list | length) ~ " +
        "(messages | selectattr('x') | list)", "21[]")]
    [InlineData("'yes' if messages | selectattr('role', 'eq', 'tool') else 'no'", "yes")]
    [InlineData("'abc' | replace('b', 'x') ~ ('abc' | reverse) ~ (numbers | reverse | list)", "axccba[2, 1, 3]")]
    [InlineData("3.5 | round ~ (2.675 | round(2)) ~ (7 | round) ~ (1250 | round(-2)) ~ (0.125 | round(2))", "4.02.67712000.12")]
    [InlineData("2.5 | round ~ (2.567 | round(2)) ~ (2.1 | round(0, 'ceil')) ~ (42.55 | round(1, 'floor'))", "2.02.573.042.5")]
    [InlineData("[1, 2, 3] | slice(2) | list ~ (numbers | sort) ~ (numbers | sort(reverse=true)) ~ (['b', 'A'] | sort)",
        "[[1, 2], [3]][1, 2, 3][3, 2, 1]['A', 'b']")]
    [InlineData("messages | sort(attribute='role,content') | map(attribute='content') | join", " Yo ByeHi")]
    [InlineData("'ab' | sort(attribute='role') | length ~ (none | selectattr('role') | list) ~ (0 | map('trim') | list) ~ ('ß' | title)", "2[][]SS")]
    [InlineData("(numbers | truncate(4)).0 ~ (tool.args | truncate(3)).b", "32")]
    [InlineData("messages | groupby('role') | first", "('assistant', [{'role': 'assistant', 'content': ' Yo '}])")]
    [InlineData("1 | string ~ (none | string) ~ ('<p>a  b</p> c' | striptags) ~ (numbers | sum) ~ ([{'a': 1}] | sum(attribute='a', start=5))", "1Nonea b c66")]
    [InlineData("\"it's a-b (c)\" | title ~ ('  x ' | trim) ~ ('xax' | trim('x'))", "It's A-B (C)xa")]
    [InlineData("'foo bar baz qux' | truncate(9) ~ '|' ~ ('foo bar baz qux' | truncate(9, true, leeway=0)) ~ '|' ~ ('foo bar' | truncate(6))",
        "foo...|foo ba...|foo bar")]
    [InlineData("['a', 'A', 'b'] | unique | list ~ ({'a b': 'ü/'} | urlencode) ~ ('a b/ü' | urlencode)", "['a', 'b']a+b=%C3%BC%2Fa%20b/%C3%BC")]
    [InlineData("'a b c' | wordcount ~ ('x' | safe) ~ (1500 | filesizeformat) ~ (2048 | filesizeformat(true))", "3x1.5 kB2.0 KiB")]
    public void Filters_do_what_Jinjas_do(string expression, string expected) => Render($"{{{{ {expression} }}}}").ShouldBe(expected);

    [Theory]
    [InlineData("true is boolean", "1 is boolean")]
    [InlineData("range is callable", "1 is callable")]
    [InlineData("6 is divisibleby 3", "7 is divisibleby(3)")]
    [InlineData("2 is even", "2 is odd")]
    [InlineData("1 is eq 1", "1 is ne(1)")]
    [InlineData("1.0 is float", "1 is float")]
    [InlineData("2 is ge 2", "2 is gt 2")]
    [InlineData("'a' is in ['a']", "'a' is in 'b'")]
    [InlineData("1 is integer", "true is integer")]
    [InlineData("'a' is iterable", "1 is iterable")]
    [InlineData("1 is lt 2", "2 is le 1")]
    [InlineData("'ab' is lower", "'Ab' is upper")]
    [InlineData("{} is mapping", "[] is mapping")]
    [InlineData("none is none", "0 is none")]
    [InlineData("true is number", "'1' is number")]
    [InlineData("none is sameas none", "1 is sameas true")]
    [InlineData("[] is sequence", "numbers | map('abs') is sequence")]
    [InlineData("'a' is string and 1 is not string", "1 is string")]
    [InlineData("true is true and false is false", "1 is true")]
    [InlineData("x is undefined", "1 is undefined")]
    [InlineData("'upper' is filter and 'odd' is test", "'nope' is filter")]
    public void Tests_say_what_Jinjas_say(string holds, string fails)
    {
        Render($"{{{{ {holds} }}}}").ShouldBe("True");
        Render($"{{{{ {fails} }}}}").ShouldBe("False");
    }

    [Theory]
    [InlineData("a\n{{ raise_exception('No system!') }}", "line 2", "No system!")]
    [InlineData("{{ missing.name }}", "line 1", "'missing' is undefined")]
    [InlineData("{{ missing | int }}", "line 1", "'missing' is undefined")]
    [InlineData("{{ missing | float(1) }}", "line 1", "'missing' is undefined")]
    [InlineData("{{ [1, 'a'] | sort }}", "line 1", "1 and the text 'a' cannot be compared")]
    [InlineData("{{ {1: 1, 'a': 2} | dictsort }}", "line 1", "1 and the text 'a' cannot be compared")]
    [InlineData("{{ messages[0].name.first }}", "line 1", "'dict object' has no attribute 'name'")]
    [InlineData("{{ '%s %s' % 1 }}", "line 1", "too few values")]
    [InlineData("{{ missing + 'a' }}", "line 1", "'missing' is undefined")]
    [InlineData("{{ frobnicate(1) }}", "line 1", "'frobnicate' is undefined")]
    [InlineData("{{ 'a' + 1 }}", "line 1", "the text 'a' + 1 cannot be computed")]
    [InlineData("{{ numbers.append(1) }}", "line 1", "append")]
    [InlineData("{{ tool.update({}) }}", "line 1", "update")]
    [InlineData("{{ ''.__class__ }}{{ ''.__class__.x }}", "line 1", "__class__")]
    [InlineData("{% set x = {} %}{% set x.a = 1 %}", "line 1", "namespace")]
    [InlineData("{% for a, b in [(1, 2, 3)] %}{% endfor %}", "line 1", "3 values cannot be given to 2 names")]
    [InlineData("{{ range(1000000) }}", "line 1", "100000")]
    [InlineData("{{ 'a' * 100000000 }}", "line 1", "50000000")]
    [InlineData("{{ 9223372036854775807 + 1 }}", "line 1", "beyond 64 bits")]
    [InlineData("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "line 1", "200 deep")]
    [InlineData("{{ messages | map('trim') | length }}", "line 1", "a generator has no length")]
    [InlineData("{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}", "line 1", "steps")]
    public void A_conversation_that_the_template_refuses_is_refused_with_the_line(string template, string line, string said)
    {
        var message = Should.Throw<DataException>(() => Render(template)).Message;
        message.ShouldContain(line);
        message.ShouldContain(said);
    }

    [Theory]
    [InlineData("a\n{{ 1 | pprint }}", "line 2: the filter 'pprint' is not supported")]
    [InlineData("{{ 1 is frobbed }}", "the test 'frobbed' is not supported")]
    [InlineData("{{ '%#x' % 255 }}", "the format '%#x' is not supported")]
    [InlineData("{% for i in [1] %}{% generation %}{% break %}{% endgeneration %}{% endfor %}", "the block 'break' is not supported")]
    [InlineData("{% for n in numbers %}{% for i in [] recursive %}{% else %}{% break %}{% endfor %}{% endfor %}", "the block 'break' is not supported")]
    [InlineData("{% include 'other' %}", "the block 'include 'other'' is not supported")]
    [InlineData("{% block b %}x{% endblock %}", "the block 'block b' is not supported")]
    [InlineData("a\nb{% if %}{% endif %}", "line 2")]
    [InlineData("{% if true %}", "'endif' is missing")]
    [InlineData("{{ 'a }}", "has no '}}'")]
    [InlineData("{{ a ! b }}", "the character '!'")]
    public void A_template_that_cannot_be_used_says_why_and_what_to_do(string template, string said)
    {
        var message = Should.Throw<CheckpointException>(() => Render(template)).Message;
        message.ShouldContain(said);
        message.ShouldContain("prompt_format.template");
    }

    [Fact]
    public void Generation_blocks_tell_where_the_models_own_texts_stand()
    {
        var chat = Rendered("{% for m in messages %}{{ m.role }}: {% if m.role == 'assistant' %}{% generation %}{{ m.content | trim }}!{% endgeneration %}{% " +
            "else %}{{ m.content }}{% endif %}\n{% endfor %}");
        chat.Text.ShouldBe("user: Hiassistant: Yo!user: Bye");
        chat.Generated.ShouldBe([(19, 22)]);
        chat.Text[19..22].ShouldBe("Yo!");
    }
}
