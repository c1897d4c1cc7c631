package dev.faultline.check.picture;

import dev.faultline.check.Count;
import dev.faultline.check.Evidence;
import dev.faultline.check.Verdict;
import dev.faultline.check.Witness;
import dev.faultline.check.named.NamedCheck;
import dev.faultline.check.read.NemesisEvent;
import dev.faultline.check.txn.Anomaly;
import dev.faultline.check.txn.TxnHistory;
import dev.faultline.core.history.History;
import dev.faultline.core.history.Operation;
import dev.faultline.core.history.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Draws a verdict as one self-contained HTML page without scripts or other files, for light and
 * dark mode.
 */
public final class Picture {

  /** The most bars of a picture: a browser could draw more, but they would be unreadable. */
  private static final int MOST_BARS = 600;

  private static final int MOST_LISTED = 40;
  private static final int MOST_TEXT = 160;

  private static final String STYLE =
      """
      :root{color-scheme:light dark;--ink:#1b1f24;--paper:#fff;--soft:#d0d7de;--ok:#dbeafe;\
      --okline:#3b82f6;--open:#fef3c7;--openline:#d97706;--bad:#fecaca;--badline:#dc2626;--none:#eef1f4}
      @media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--paper:#0d1117;--soft:#30363d;\
      --ok:#12305c;--open:#4d3800;--bad:#5c1518;--none:#21262d}}
      body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);margin:24px}
      h1{font-size:20px}h2{font-size:16px;margin-top:28px}.scroll{overflow-x:auto}
      svg text{font:11px ui-monospace,monospace;fill:var(--ink)}.client{font-weight:600}
      .lane{stroke:var(--soft)}.bar rect,.bar path{fill:var(--none);stroke:var(--soft)}
      .bar.placed rect,.bar.placed path{fill:var(--ok);stroke:var(--okline)}
      .bar.aside rect{fill:var(--none);stroke:var(--soft);stroke-dasharray:4 2}
      .scroll.end{direction:rtl}.scroll.end svg{direction:ltr}
      ol{font:13px ui-monospace,monospace}.bar.open path{fill:var(--open);stroke:var(--openline);stroke-dasharray:4 2}
      .bar.failing rect,.bar.failing path{fill:var(--bad);stroke:var(--badline);stroke-width:2.5}
      .nemesis rect{fill:#a78bfa;fill-opacity:.18;stroke:#7c3aed;stroke-dasharray:2 3}
      .arrow{fill:none;stroke:var(--badline);stroke-width:1.6}.tip{fill:var(--badline)}
      svg .word{fill:var(--badline);font-weight:600}
      .key span{display:inline-block;padding:1px 8px;border:1px solid;border-radius:4px;margin-right:8px}
      """;

  private final List<Band> bands;

  private Picture(List<Band> bands) {
    this.bands = bands;
  }

  /** The page for one file. */
  public static String of(String title, NamedCheck.Result result) {
    return of(title, result, List.of());
  }

  /** The page for one file, with bands for the nemesis's actions. */
  public static String of(String title, NamedCheck.Result result, List<NemesisEvent> nemesis) {
    return new Picture(Band.of(nemesis)).page(title, result);
  }

  private String page(String title, NamedCheck.Result result) {
    var body = new StringBuilder();
    body.append("<h1>" + Timeline.escape(title) + ": " + result.verdict().word() + "</h1>\n");
    body.append("<p>" + Timeline.escape(result.verdict().summary()) + "</p>\n");
    switch (result.verdict()) {
      case Verdict.Valid(var witness, var _) -> valid(body, result, witness);
      case Verdict.Unknown _ -> body.append(plain(result.history()));
      case Verdict.Invalid(var evidence, var _) -> invalid(body, result, evidence);
    }
    return "<!doctype html>\n<html lang='en'><meta charset='utf-8'><title>"
        + Timeline.escape(title)
        + "</title><style>"
        + STYLE
        + "</style>\n<body>\n"
        + body
        + "</body></html>\n";
  }

  private void valid(StringBuilder body, NamedCheck.Result result, Witness witness) {
    if (witness instanceof Witness.Order(var order)) {
      body.append(legend()).append(ordered(result.history(), order, List.of(), null));
    } else {
      body.append(plain(result.history()));
    }
  }

  private void invalid(StringBuilder body, NamedCheck.Result result, Evidence evidence) {
    switch (evidence) {
      case Evidence.NoOrder _, Evidence.Parts _ -> body.append(legend());
      case Evidence.Pattern _, Evidence.Reason _ -> {}
      case Evidence.Forbidden(var anomalies) -> {
        if (anomalies.stream().anyMatch(anomaly -> !anomaly.steps().isEmpty())) {
          body.append(arrows());
        }
      }
    }
    switch (evidence) {
      case Evidence.NoOrder no -> body.append(unordered(no, result.history()));
      case Evidence.Parts parts -> {
        parts
            .invalid()
            .forEach((key, no) ->
                body.append("<h2>part " + Timeline.escape(key.toString()) + ": invalid</h2>\n<p>")
                    .append(Timeline.escape(no.explanation()) + "</p>\n")
                    .append(unordered(no, result.history())));
        body.append(keys("valid", parts.valid())).append(keys("undecided", parts.undecided()));
      }
      case Evidence.Pattern pattern ->
          body.append(ordered(pattern.operations(), List.of(), List.of(), null));
      case Evidence.Reason reason ->
          body.append(ordered(reason.operations(), List.of(), List.of(), null));
      case Evidence.Forbidden(var anomalies) -> {
        for (var anomaly : anomalies) {
          body.append(
              "<h2>"
                  + Timeline.escape(anomaly.name())
                  + "</h2><p>"
                  + Timeline.escape(anomaly.explanation())
                  + "</p>\n");
          var transactions = result.transactions();
          if (transactions != null && !anomaly.transactions().isEmpty()) {
            body.append(cycle(transactions, anomaly));
          }
        }
      }
    }
  }

  private String unordered(Evidence.NoOrder no, History<?, ?> whole) {
    Map<Long, Long> returned = new HashMap<>();
    for (var op : whole.operations()) {
      if (op.isOk()) {
        returned.put(op.called(), op.returned());
      }
    }
    return ordered(no.operations(), no.longest(), no.states(), no.failing(), returned)
        + explained(no, returned);
  }

  /** The longest order and its states; its end is what matters. */
  private static String explained(Evidence.NoOrder no, Map<Long, Long> returned) {
    if (no.longest().isEmpty() || no.states().isEmpty()) {
      return "";
    }
    int from = Math.max(0, no.longest().size() - MOST_LISTED);
    var list = new StringBuilder("<h2>The longest order found</h2>\n<ol start='");
    list.append(from + 1).append("'>\n");
    for (int i = from; i < no.longest().size(); i++) {
      var op = no.longest().get(i);
      boolean known = !op.isIndeterminate() || returned.containsKey(op.called());
      String text = known && op.isIndeterminate() ? String.valueOf(op.input()) : describe(op);
      list.append("<li>" + Timeline.escape(Timeline.cut(text, MOST_TEXT)));
      list.append(" of client " + op.client() + ", state after: ");
      list.append(Timeline.escape(Timeline.cut(no.states().get(i), MOST_TEXT)) + "</li>\n");
    }
    return list + "</ol>\n";
  }

  private static String keys(String word, List<Object> keys) {
    if (keys.isEmpty()) {
      return "";
    }
    String names = keys.stream().map(String::valueOf).collect(Collectors.joining(", "));
    return "<p>" + word + " parts: " + Timeline.escape(names) + "</p>\n";
  }

  private static String arrows() {
    return "<p>Arrows lead from what must come first: ww overwritten, wr read from, rw not seen,"
        + " session or real time before. Hover for all operations.</p>\n";
  }

  private static String legend() {
    return "<p class='key'><span style='background:var(--ok);border-color:var(--okline)'>in the"
        + " longest order</span><span"
        + " style='background:var(--bad);border-color:var(--badline)'>cannot be"
        + " explained</span><span"
        + " style='background:var(--open);border-color:var(--openline)'>outcome"
        + " unknown</span> Dashed and grey: it returned, but the evidence does not depend on"
        + " the result. Hover for place and state.</p>\n";
  }

  private String ordered(
      History<?, ?> history,
      List<Operation<?, ?>> order,
      List<String> states,
      @Nullable Operation<?, ?> failing) {
    return ordered(history, order, states, failing, Map.of());
  }

  /**
   * A timeline.
   *
   * @param returned the returns of operations whose ends the evidence leaves out, by their calls
   */
  private String ordered(
      History<?, ?> history,
      List<Operation<?, ?>> order,
      List<String> states,
      @Nullable Operation<?, ?> failing,
      Map<Long, Long> returned) {
    Map<Operation<?, ?>, Integer> place = new IdentityHashMap<>();
    for (int i = 0; i < order.size(); i++) {
      place.put(order.get(i), i);
    }
    var bars = new ArrayList<Bar>();
    for (var op : history.operations()) {
      Integer at = place.get(op);
      String number = at == null ? "" : "#" + (at + 1) + " ";
      String hover = number + describe(op);
      if (at != null && at < states.size()) {
        hover += "\nstate after: " + states.get(at);
      }
      boolean fails = op.equals(failing);
      Long closed = op.isIndeterminate() ? returned.get(op.called()) : null;
      String style = fails ? "failing" : at != null ? "placed" : closed != null ? "aside" : "";
      String label = number + (closed != null ? String.valueOf(op.input()) : describe(op));
      if (closed != null) {
        hover += "\nit returned; the evidence does not depend on the result";
      }
      long to = closed != null ? closed : op.returned();
      bars.add(new Bar(op.client(), op.called(), to, label, hover, style));
    }
    // The page opens at the end, where the operation is that cannot be explained.
    var shown = failing == null ? Timeline.atMost(bars, MOST_BARS) : Timeline.last(bars, MOST_BARS);
    String which = failing == null ? "first " : "last ";
    String note =
        shown.size() < bars.size()
            ? "<p>The "
                + which
                + shown.size()
                + " of "
                + Count.of(bars.size(), "operation")
                + ".</p>\n"
            : "";
    return note
        + "<div class='scroll"
        + (failing == null ? "" : " end")
        + "'>"
        + new Timeline(shown, bands).svg(List.of())
        + "</div>\n";
  }

  private String plain(History<?, ?> history) {
    return history.isEmpty() ? "" : ordered(history, List.of(), List.of(), null);
  }

  private static String describe(Operation<?, ?> op) {
    return switch (op.outcome()) {
      case Outcome.Ok<?>(var output) ->
          op.input() + (output.toString().equals("nil") ? "" : " → " + output);
      case Outcome.Fail<?> _ -> op.input() + " failed";
      case Outcome.Indeterminate<?> _ -> op.input() + " ?";
    };
  }

  private String cycle(TxnHistory history, Anomaly anomaly) {
    var bars = new ArrayList<Bar>();
    for (int t : anomaly.transactions()) {
      var one = history.transaction(t);
      bars.add(
          new Bar(
              one.client(),
              one.called(),
              one.returned() == Operation.NEVER ? Long.MAX_VALUE : one.returned(),
              "T" + t + " " + one.text(),
              one.text(),
              "placed"));
    }
    var arrows = new ArrayList<Timeline.Arrow>();
    for (int i = 0; i < anomaly.steps().size(); i++) {
      int next = (i + 1) % anomaly.transactions().size();
      arrows.add(new Timeline.Arrow(i, next, anomaly.steps().get(i)));
    }
    return "<div class='scroll'>" + new Timeline(bars, bands).svg(arrows) + "</div>\n";
  }
}
