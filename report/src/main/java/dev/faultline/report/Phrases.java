package dev.faultline.report;

import dev.faultline.report.Columns.Row;
import dev.faultline.sim.trace.TraceEvent;

/** Describes an event in a few words, for formats with one line for each event. */
final class Phrases {
  private static final TraceEvent.LossReason[] REASONS = TraceEvent.LossReason.values();
  private static final TraceEvent.Ending[] ENDINGS = TraceEvent.Ending.values();

  private final Recording run;

  Phrases(Recording run) {
    this.run = run;
  }

  String of(Row row) {
    return switch (row.kind()) {
      case STARTED -> "starts, incarnation " + row.number();
      case CRASHED -> "crashes" + (text(row).isEmpty() ? "" : ": " + text(row));
      case SENT -> "sends to " + peer(row) + ": " + text(row);
      case DELIVERED ->
          "receives from " + peer(row) + (row.code() > 1 ? " once more: " : ": ") + text(row);
      case LOST ->
          "loses (" + reason(row) + ") " + lane(row) + " → " + peer(row) + ": " + text(row);
      case DUPLICATED -> "duplicates " + lane(row) + " → " + peer(row) + ": " + text(row);
      case TIMER -> "timer " + text(row);
      case THREAD -> "thread " + text(row);
      case FAULT_BEGAN -> "fault: " + text(row);
      case FAULT_ENDED -> "fault over: " + text(row);
      case HEALED -> "gives up";
      case REMARK -> text(row);
      case SIGNAL -> text(row);
      case INVOKED -> "calls " + text(row);
      case COMPLETED -> ending(row) + ": " + text(row);
      case STATE -> "is: " + text(row);
      case VIOLATED -> "VIOLATED " + text(row);
    };
  }

  String text(Row row) {
    return row.text() == Columns.NONE ? "" : run.string(row.text());
  }

  String type(Row row) {
    return row.type() == Columns.NONE ? "" : run.string(row.type());
  }

  String lane(Row row) {
    return run.lanes().get(row.lane());
  }

  String peer(Row row) {
    return run.lanes().get(row.peer());
  }

  static String reason(Row row) {
    return Kind.words(REASONS[row.code()]);
  }

  static String ending(Row row) {
    return Kind.words(ENDINGS[row.code()]);
  }
}
