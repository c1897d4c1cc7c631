package dev.faultline.explore.why;

import dev.faultline.core.Fault;
import dev.faultline.explore.FaultKind;
import dev.faultline.explore.Finding;
import dev.faultline.explore.campaign.Envelopes;
import dev.faultline.explore.tape.Departure;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.base.KeyedHash;
import dev.faultline.sim.base.UserText;
import dev.faultline.sim.trace.TraceEvent;
import dev.faultline.sim.trace.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What findings of one cause have in common: the property, how it was seen, and which kinds of
 * faults the smallest run needs, whatever the seed, the times, the numbers and which of several
 * equal nodes it was. Two findings with one signature are most often one mistake; one mistake may
 * have several signatures.
 *
 * @param property that is violated
 * @param seen how, without numbers; empty where that says no more than the property
 * @param causes what the smallest run needs, a phrase each, in a fixed order
 */
public record Signature(String property, String seen, List<String> causes) {
  /** Of more kinds of lost messages the fault is named that took them. */
  private static final int MOST_LOST = 3;

  private static final int LONGEST_SEEN = 120;
  private static final Pattern NUMBER = Pattern.compile("\\d+");
  private static final Pattern NUMBER_OF_NODE = Pattern.compile("[-_.]?\\d+$");
  private static final Pattern FIRST_WORD = Pattern.compile("\\p{L}[\\p{L}_-]*");

  public Signature {
    causes = List.copyOf(causes);
  }

  /**
   * Of a finding that was made small; of another one it says too much.
   *
   * @param run all events of its run
   */
  public static Signature of(Finding small, List<TraceEvent> run) {
    return new Signature(
        small.violation().property(), seen(small.violation()), new Causes(small, run).phrases());
  }

  /** Eight hexadecimal digits that stand for it, from one campaign to the next. */
  public String id() {
    long hash = KeyedHash.ofText(property + "\n" + seen + "\n" + String.join("\n", causes));
    return String.format(Locale.ROOT, "%08x", (int) (hash ^ hash >>> 32));
  }

  /** The causes in one line. */
  public String text() {
    return String.join("; ", causes);
  }

  private static String seen(Violation violation) {
    Throwable thrown = violation.thrown();
    if (thrown != null) {
      return thrown.getClass().getName() + place(thrown);
    }
    // What a check of a history found has values and numbers of operations in it, and no pattern.
    if (!violation.operations().isEmpty() || violation.detail().startsWith("invalid:")) {
      return "";
    }
    String first = violation.detail().lines().findFirst().orElse("").strip();
    String text = NUMBER.matcher(first).replaceAll("#");
    return text.length() <= LONGEST_SEEN ? text : text.substring(0, LONGEST_SEEN);
  }

  /** Where the program threw, without the line, which moves with every change. */
  private static String place(Throwable thrown) {
    for (StackTraceElement frame : thrown.getStackTrace()) {
      String type = frame.getClassName();
      if (!type.startsWith("java.") && !type.startsWith("jdk.")) {
        return " in " + type + "." + frame.getMethodName();
      }
    }
    return "";
  }

  /** What the run needs, from its events. */
  private static final class Causes {
    private final SortedSet<String> lost = new TreeSet<>();
    private final SortedSet<String> takers = new TreeSet<>();
    private final SortedSet<String> others = new TreeSet<>();

    Causes(Finding small, List<TraceEvent> run) {
      for (TraceEvent event : run) {
        switch (event) {
          case TraceEvent.FaultBegan(var nanos, var fault) -> fault(fault);
          case TraceEvent.Lost e when e.reason() != TraceEvent.LossReason.RECEIVER_DOWN ->
              lost.add(message(e.message(), e.from(), e.to()) + " is lost");
          case TraceEvent.Duplicated e ->
              others.add(message(e.message(), e.from(), e.to()) + " is duplicated");
          case TraceEvent other -> {}
        }
      }
      for (Departure departure : small.replay().tape().departures()) {
        if (departure instanceof Departure.Struck(var kind, var subject, var ordinal)) {
          if (kind == Decision.LIE) {
            others.add("a message lies");
          } else if (kind == Decision.LOSS) {
            takers.add("messages are lost");
          }
        }
      }
    }

    private void fault(Fault fault) {
      FaultKind kind = FaultKind.of(fault);
      switch (fault) {
        case Fault.Partition p -> takers.add(words(kind));
        case Fault.LinkLoss l -> takers.add(words(kind) + link(l.from(), l.to()));
        case Fault.Flapping f -> takers.add(words(kind) + link(f.from(), f.to()));
        case Fault.SendOmission o -> takers.add(words(kind) + of(o.node()));
        case Fault.ReceiveOmission o -> takers.add(words(kind) + of(o.node()));
        case Fault.LinkDelay d -> others.add(words(kind) + link(d.from(), d.to()));
        case Fault.Crash c -> others.add(words(kind) + of(c.node()));
        case Fault.Pause p -> others.add(words(kind) + of(p.node()));
        case Fault.Slow s -> others.add(words(kind) + of(s.node()));
        case Fault.ClockJump j -> others.add(words(kind) + of(j.node()));
        case Fault.ClockDrift d -> others.add(words(kind) + of(d.node()));
        case Fault.SyncFailure f -> others.add(words(kind) + of(f.node()));
        case Fault.Disk d -> others.add(words(kind) + of(d.node()));
        case Fault.Arbitrary a -> others.add(words(kind) + of(a.node()));
      }
    }

    /** Which messages were lost says more than what took them, unless it was a little of all. */
    List<String> phrases() {
      List<String> phrases = new ArrayList<>(others);
      phrases.addAll(lost.isEmpty() || lost.size() > MOST_LOST ? takers : lost);
      if (phrases.isEmpty()) {
        phrases.add("delays and the order of events alone");
      }
      return phrases;
    }

    private static String words(FaultKind kind) {
      return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String of(String node) {
      return " of " + role(node);
    }

    private static String link(String from, String to) {
      return " from " + role(from) + " to " + role(to);
    }

    private static String message(Object message, String from, String to) {
      return type(Envelopes.open(message)) + link(from, to);
    }

    /** Nodes of one kind differ by a number at the end of their names. */
    private static String role(String node) {
      String role = NUMBER_OF_NODE.matcher(node).replaceAll("");
      return role.isEmpty() ? node : role;
    }

    private static String type(Object message) {
      return switch (message) {
        case byte[] bytes -> "bytes";
        case Enum<?> constant -> constant.name();
        case CharSequence text -> {
          var word = FIRST_WORD.matcher(text);
          yield word.lookingAt() ? word.group() : "text";
        }
        default -> {
          String name = message.getClass().getSimpleName();
          yield name.isEmpty() ? UserText.of(message) : name;
        }
      };
    }
  }
}
