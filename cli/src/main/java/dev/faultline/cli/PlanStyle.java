package dev.faultline.cli;

/** How a plan's page looks, by day and by night, on wide and on narrow screens. */
final class PlanStyle {
  static final String CSS =
      """
      :root{color-scheme:light dark;--paper:#f7f7f5;--card:#fff;--ink:#1b1f27;--muted:#5a6372;--edge:#dcdcd5;
      --ok:#1f7146;--bad:#b8132b;--doubt:#7a5600;--p50:#1d4fd7;--p99:#7a3fb0;--most:#8a6d3b;--fault:#e9a3ab;--wash:#b8132b;--phase:#dfe4ee;--on:#1b1f27}
      @media (prefers-color-scheme:dark){:root{--paper:#13161b;--card:#1b2027;--ink:#e6e9ef;--muted:#a3adbd;--edge:#323a46;
      --ok:#6fd09b;--bad:#ff7f8e;--doubt:#e6c15a;--p50:#8fb0ff;--p99:#c9a0f5;--most:#d3b577;--fault:#7a2f3b;--wash:#ff7f8e;--phase:#303a4a;--on:#e6e9ef}}
      *{box-sizing:border-box} body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
      header,main{max-width:1040px;margin:0 auto;padding:0 20px} header{padding-top:24px} .kind{margin:0;color:var(--muted);font-size:13px}
      h1{margin:0 0 14px;font-size:26px;line-height:1.2} h2{margin:0 0 10px;font-size:18px} h3{margin:18px 0 0;font-size:15px} p{margin:6px 0}
      section{background:var(--card);border:1px solid var(--edge);border-radius:8px;padding:16px 18px;margin:0 0 16px}
      .verdict{border-left-width:6px} .verdict h2{font-size:22px;margin:0} .verdict.held{border-left-color:var(--ok)} .verdict.held h2{color:var(--ok)}
      .verdict.violated{border-left-color:var(--bad)} .verdict.violated h2{color:var(--bad)}
      .verdict.undecided,.verdict.stopped{border-left-color:var(--doubt)} .verdict.undecided h2,.verdict.stopped h2{color:var(--doubt)}
      .meta{color:var(--muted);font-size:13px} pre{margin:8px 0 0;padding:8px 10px;background:var(--paper);border-radius:5px;white-space:pre-wrap;font-size:13px}
      svg{display:block;width:100%;height:auto} text{font-size:12px;fill:var(--muted)} text.on{fill:var(--on)}
      .grid{stroke:var(--edge)} .axis{stroke:var(--muted)} .phase{fill:var(--phase)} .fault{fill:var(--fault)} .wash{fill:var(--wash);fill-opacity:.1}
      path{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round} path.ok{stroke:var(--ok)} path.bad{stroke:var(--bad);stroke-dasharray:5 3}
      path.p50{stroke:var(--p50)} path.p99{stroke:var(--p99);stroke-dasharray:6 3} path.most{stroke:var(--most);stroke-dasharray:2 3}
      .key b{font-size:13px;margin-right:14px} b.ok{color:var(--ok)} b.bad{color:var(--bad)} b.p50{color:var(--p50)} b.p99{color:var(--p99)} b.most{color:var(--most)}
      ul.checks{list-style:none;margin:0;padding:0} ul.checks li{padding:6px 0;border-top:1px solid var(--edge)} ul.checks li:first-child{border-top:0}
      li.held b{color:var(--ok)} li.violated b{color:var(--bad)} li.undecided b{color:var(--doubt)} small{display:block;color:var(--muted)}
      .scroll{overflow-x:auto} table{border-collapse:collapse;width:100%} th,td{text-align:left;padding:4px 10px 4px 0;border-bottom:1px solid var(--edge)}
      th{font-size:13px;color:var(--muted);font-weight:600} .n{font-variant-numeric:tabular-nums;white-space:nowrap} ol.events{list-style:none;margin:0;padding:0}
      ol.events li{padding-left:76px;text-indent:-76px;overflow-wrap:anywhere}
      ol.events .n{display:inline-block;text-indent:0;min-width:76px;color:var(--muted);font-size:13px} .narrow{display:none}
      @media (max-width:640px){.wide{display:none} .narrow{display:block} header,main{padding:0 10px} section{padding:12px}}
      """;

  private PlanStyle() {}
}
