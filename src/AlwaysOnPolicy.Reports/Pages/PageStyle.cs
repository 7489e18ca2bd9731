using AlwaysOnPolicy.Reports.Plots;

namespace AlwaysOnPolicy.Reports.Pages;

/// <summary>The page's style sheet.</summary>
internal static class PageStyle
{
    private const string Rules = """
        *{box-sizing:border-box}
        body{margin:0;background:var(--page);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
        main{max-width:1120px;margin:0 auto;padding:28px 20px 64px}
        h1{font-size:1.9rem;line-height:1.2;margin:0 0 .2em}
        h2{font-size:1.3rem;margin:2.2em 0 .4em;padding-top:.5em;border-top:1px solid var(--line)}
        h3{font-size:1.02rem;margin:1.4em 0 .4em}
        p{max-width:76ch}
        a{color:var(--vanilla)}
        .lead,.caption{color:var(--dim)}
        .lead{margin:0 0 .8em;max-width:none}
        .verdict{font-size:1.12rem;line-height:1.45;margin:.4em 0;max-width:88ch}.verdict+.lead{margin-top:1em}
        .caption{font-size:.92rem;margin:.2em 0 .8em}
        nav{margin-top:.9em}
        nav ul{display:flex;flex-wrap:wrap;gap:4px 16px;list-style:none;margin:0;padding:0;font-size:.92rem}
        .verdicts{display:grid;gap:10px;margin:0 0 1.2em}
        .verdicts div{background:var(--card);border-left:4px solid var(--c,var(--line));border-radius:4px;padding:10px 14px}
        .verdicts dt{font-weight:650}
        .verdicts dd{margin:.1em 0 0;max-width:88ch}
        .sft{--c:var(--sft)}.vanilla{--c:var(--vanilla)}.sop{--c:var(--sop)}.aop{--c:var(--aop)}.other{--c:var(--dim)}
        .arm{color:var(--c);font-weight:600}
        .scroll{overflow-x:auto;background:linear-gradient(90deg,var(--page) 30%,transparent) local,
        linear-gradient(270deg,var(--page) 30%,transparent) 100% 0 local,
        linear-gradient(90deg,var(--line),transparent) 0 0,linear-gradient(270deg,var(--line),transparent) 100% 0;
        background-size:32px 100%,32px 100%,12px 100%,12px 100%;background-repeat:no-repeat}
        .scroll:focus-visible{outline:2px solid var(--vanilla);outline-offset:2px}
        table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums}
        table.wide{width:100%}
        th,td{padding:5px 9px;border-bottom:1px solid var(--line);text-align:left;white-space:nowrap;vertical-align:middle}
        caption{text-align:left;font-weight:600;padding:12px 9px 2px}
        thead th{color:var(--dim);font-weight:600;white-space:normal;vertical-align:bottom}
        tbody th{font-weight:500}
        .n{text-align:right}
        tr.group th{padding-top:14px;font-weight:600}
        .bar{min-width:170px}
        .range{color:var(--dim);padding-left:.5em}
        .long{white-space:normal}
        .stack{display:flex;height:15px;border-radius:3px;overflow:hidden;background:var(--line)}
        .stack i{display:block;background:var(--c,var(--line))}
        .told{font-weight:650}
        figure{margin:0;background:var(--card);border-radius:8px;padding:8px}
        figure svg{display:block;width:100%;height:auto}
        figcaption,.files{text-align:right;font-size:.75rem;line-height:1.2;margin:0}
        figcaption a,.files a{color:var(--dim)}
        .forest{max-width:540px}
        .sized{width:max-content;max-width:100%;min-width:calc(var(--broad)*.75)}.sized svg{width:var(--broad);max-width:100%}
        .charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(330px,100%),1fr));gap:14px;margin:10px 0}
        .scroll th[scope=row]{position:sticky;left:0;background:var(--page)}
        .heat td{padding:4px 7px;text-align:right;border-bottom:2px solid var(--page)}
        .heat .first{border-left:10px solid var(--page)}
        .prompts .text{white-space:normal;min-width:230px;max-width:420px;overflow-wrap:anywhere;vertical-align:top}
        .texts td,.texts tbody th{vertical-align:top}
        .texts .text{white-space:pre-wrap;overflow-wrap:anywhere;min-width:200px;max-width:420px}
        .call .text{white-space:pre-wrap;overflow-wrap:anywhere;min-width:150px;vertical-align:top}
        .call td.text:first-child{width:38%}
        .call .n{width:6em}
        .call td,.call tbody th,.prompts td,.prompts tbody th{vertical-align:top}
        tr[hidden]{display:none!important}
        .weak{color:var(--dim);font-size:.82em}
        article{background:var(--card);border-radius:8px;padding:12px 14px;margin:12px 0}
        article h3{margin:0 0 .5em;overflow-wrap:anywhere}
        .answers{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(220px,100%),1fr));gap:12px}
        .answers h4{margin:0;font-size:.9rem}
        .answers p,.text,article h3{unicode-bidi:plaintext}
        .answers p{margin:.15em 0;overflow-wrap:anywhere;white-space:pre-wrap}
        .score{color:var(--dim);font-weight:400}
        dl.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(240px,100%),1fr));gap:8px;margin:0}
        .facts div{background:var(--card);border-radius:6px;padding:7px 12px}
        .facts dt{color:var(--dim);font-size:.82rem}
        .facts dd{margin:0;overflow-wrap:anywhere}
        dl.words{columns:2 320px;column-gap:28px;margin:.6em 0 0;font-size:.92rem}
        .words div{break-inside:avoid;margin:0 0 .7em}
        .words dt{font-weight:650}
        .words dd{margin:0;color:var(--dim)}
        .term{text-decoration:underline dotted 1px var(--dim);text-underline-offset:3px;cursor:help}
        .term:focus-visible{outline:2px solid var(--vanilla);outline-offset:2px}
        .term:focus::after{content:attr(title);position:fixed;left:0;right:0;bottom:0;z-index:1;padding:12px max(20px,calc(50vw - 540px));
        background:var(--card);color:var(--ink);border-top:2px solid var(--vanilla);font:400 1rem/1.45 system-ui,sans-serif;text-align:left;white-space:normal}
        .search{display:flex;flex-wrap:wrap;gap:8px 16px;align-items:end;margin:.4em 0}.search[hidden]{display:none}
        .search label{font-size:.85rem;color:var(--dim)}
        .search input,.search select,button{display:block;font:inherit;font-size:.95rem;color:var(--ink);background:var(--card);border:1px solid var(--dim);
        border-radius:4px;padding:4px 8px;max-width:min(260px,86vw)}
        .search output{color:var(--dim);font-size:.9rem;flex-basis:100%}
        button{cursor:pointer}button[hidden]{display:none}
        .said{margin:.6em 0 0;color:var(--dim);font-size:.9rem;max-width:none}
        #searched article{content-visibility:auto;contain-intrinsic-size:auto 140px}#searched article[hidden]{display:none}
        .figures{margin-bottom:.6em}
        .log{list-style:none;padding:0;margin:.3em 0;max-height:20em;overflow-y:auto;font-size:.88rem;color:var(--dim)}.log li{overflow-wrap:anywhere}
        #running{margin:.3em 0;padding-left:1.2em}progress{accent-color:var(--aop);vertical-align:middle}#link:empty{display:none}
        details{margin:10px 0}
        summary{cursor:pointer;padding:3px 0}
        pre{overflow-x:auto;background:var(--card);border-radius:8px;padding:12px;font-size:.82rem;line-height:1.4}
        @media(max-width:520px){main{padding:18px 14px 48px}h1{font-size:1.55rem}table{font-size:.82rem}th,td{padding:5px 4px}.broad{display:none}
        .range{display:block;padding:0;font-size:.92em;white-space:normal}.word{white-space:normal}
        tbody th[scope=row]{white-space:normal;max-width:36vw;overflow-wrap:break-word}
        .heat{font-size:.75rem}.heat td,.heat th{padding:4px 2px}.heat .first{border-left-width:3px}
        .blocks thead{display:none}
        .blocks,.blocks tbody,.blocks tr,.blocks th,.blocks td{display:block;width:auto!important;max-width:none!important;min-width:0!important}
        .blocks tr{border-bottom:1px solid var(--line);padding:6px 0}.blocks th,.blocks td{border:0;padding:2px 0;text-align:left!important;white-space:normal}
        .blocks td::before{content:attr(data-head) ": ";color:var(--dim)}.blocks td:empty{display:none}}
        @media print{.scroll{overflow:visible}.term{text-decoration:none}figure,article{break-inside:avoid}}
        """;

    public static string Css { get; } = Palette.Style + Rules.ReplaceLineEndings("") + Palette.FurtherRules + PlotStyle.Within;
}
