package dev.faultline.explore.tape;

import dev.faultline.sim.base.SimTime;
import dev.faultline.sim.trace.TraceEvent;
import dev.faultline.sim.user.UserText;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Events as one line each. */
public final class TraceText {
  /** What values say is shortened to so many characters. */
  private static final int LONGEST = 180;

  /** Where that is not enough to tell two from each other. */
  private static final int LONGER = 2_000;

  private static final int WHOLE = Integer.MAX_VALUE;

  /** So many operations that a crash took are named. */
  private static final int MOST_LOST = 6;

  /** What Object.toString and lambdas append: it differs from run to run and has no meaning. */
  private static final Pattern IDENTITY =
      Pattern.compile("(\\$\\$Lambda/0x[0-9a-f]+)?@[0-9a-f]{4,8}\\b");

  private TraceText() {}

  /** The time, and what happened. */
  public static String of(TraceEvent event) {
    return timed(event, what(event));
  }

  /** The same with all that its values say, however long. */
  public static String whole(TraceEvent event) {
    return timed(event, wholeWhat(event));
  }

  /** The same with much of what its values say, so that it can be told from another one. */
  public static String longer(TraceEvent event) {
    return timed(event, what(event, LONGER));
  }

  private static String timed(TraceEvent event, String what) {
    return String.format(Locale.ROOT, "%12s  %s", SimTime.text(event.nanos() / 1000 * 1000), what);
  }

  /** What happened, without the time. */
  public static String what(TraceEvent event) {
    return what(event, LONGEST);
  }

  /** The same with all that its values say, however long. */
  public static String wholeWhat(TraceEvent event) {
    return what(event, WHOLE);
  }

  private static String what(TraceEvent event, int longest) {
    return switch (event) {
      case TraceEvent.Started e -> e.node() + " starts, incarnation " + e.incarnation();
      case TraceEvent.Crashed e ->
          e.node()
              + (e.planned() ? " is stopped as planned" : " crashes")
              + (losses(e).isEmpty() ? "" : "; " + losses(e));
      case TraceEvent.Sent e ->
          e.from() + " -> " + e.to() + " #" + e.ordinal() + " sends " + brief(e.message(), longest);
      case TraceEvent.Delivered e ->
          e.from()
              + " -> "
              + e.to()
              + " #"
              + e.ordinal()
              + " delivers "
              + brief(e.message(), longest);
      case TraceEvent.Lost e ->
          e.from()
              + " -> "
              + e.to()
              + " #"
              + e.ordinal()
              + " lost ("
              + word(e.reason())
              + ") "
              + brief(e.message(), longest);
      case TraceEvent.Duplicated e ->
          e.from() + " -> " + e.to() + " #" + e.ordinal() + " is duplicated";
      case TraceEvent.TimerFired e -> e.node() + " timer " + brief(e.tag(), longest);
      case TraceEvent.ThreadRan e -> e.node() + " thread " + e.thread();
      case TraceEvent.FaultBegan e -> "FAULT " + FaultText.of(e.fault());
      case TraceEvent.FaultEnded e -> "fault over: " + FaultText.of(e.fault());
      case TraceEvent.Healed e -> "healed: no new fault strikes from here on";
      case TraceEvent.Remarked e -> e.node() + ": " + e.text();
      case TraceEvent.Described e -> e.node() + " is: " + e.text();
      case TraceEvent.Signalled e -> e.node() + " signals " + e.name() + " = " + e.value();
      case TraceEvent.Invoked e ->
          e.client() + " calls " + brief(e.input(), longest) + " (" + e.operation() + ")";
      case TraceEvent.Completed e ->
          e.client()
              + switch (e.ending()) {
                case OK -> " gets ";
                case FAIL -> " fails: ";
                case INDETERMINATE -> " outcome unknown: ";
              }
              + brief(e.result(), longest)
              + " ("
              + e.operation()
              + ")";
      case TraceEvent.Violated e ->
          "VIOLATED " + e.property() + ": " + brief(firstLine(e.detail()), longest);
    };
  }

  /** What a crash took; empty where it took nothing. */
  public static String losses(TraceEvent.Crashed crash) {
    List<String> onDisk = crash.lostOnDisk().stream().map(Object::toString).toList();
    String ofStore =
        crash.lostInStore().isEmpty()
            ? ""
            : "its store loses " + some(crash.lostInStore(), "writes");
    String ofDisk = onDisk.isEmpty() ? "" : "its disk loses " + some(onDisk, "operations");
    return ofStore + (ofStore.isEmpty() || ofDisk.isEmpty() ? "" : "; ") + ofDisk;
  }

  private static String some(List<String> lost, String what) {
    int more = lost.size() - MOST_LOST;
    return lost.stream().limit(MOST_LOST).collect(Collectors.joining(", "))
        + (more > 0 ? " and " + more + " " + what + " more" : "");
  }

  /** A message by its way, its number on that way and what it says. */
  public static String message(TraceEvent.Sent e) {
    return e.from() + " -> " + e.to() + " #" + e.ordinal() + " " + brief(e.message(), LONGEST);
  }

  /** What a message says, shortened. */
  public static String said(Object message) {
    return brief(message, LONGEST);
  }

  /** A constant's name as words. */
  public static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** A stack or a long explanation is for the report, not for a line among events. */
  private static String firstLine(String detail) {
    int end = detail.indexOf('\n');
    return end < 0 ? detail : detail.substring(0, end).stripTrailing() + " …";
  }

  private static String brief(Object message, int longest) {
    String text = message instanceof byte[] bytes ? bytes.length + " bytes" : UserText.of(message);
    text = IDENTITY.matcher(text.replace('\n', ' ')).replaceAll("");
    return text.length() <= longest ? text : Shortened.of(text, longest);
  }
}
