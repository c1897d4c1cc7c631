package dev.faultline.explore.why;

import dev.faultline.explore.Finding;
import dev.faultline.explore.Replay;
import dev.faultline.explore.ShrinkBudget;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.sim.base.KeyedHash;
import dev.faultline.sim.trace.TraceEvent;
import dev.faultline.sim.trace.Violation;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What findings of one cause have in common: the property, how it was seen, what faults have to do
 * to the program, and the last step on the way, whatever the seed, the times, the numbers, what
 * caused a delay or took a message, and which of several equal nodes it was. Two findings with one
 * signature are most often one mistake; one mistake may have several signatures.
 *
 * @param property that is violated
 * @param seen how, without numbers; empty where that says no more than the property
 * @param causes what the smallest run needs, a phrase each, in a fixed order
 * @param step the last one on the way; empty where none is known
 */
public record Signature(String property, String seen, List<String> causes, String step) {
  /** Signatures of other numbers cannot be compared with these. */
  public static final int FORMAT = 2;

  /** What may be spent on telling the cause of one finding. */
  private static final ShrinkBudget BUDGET = new ShrinkBudget(100, Duration.ofSeconds(5));

  private static final int LONGEST_SEEN = 120;

  public Signature {
    causes = List.copyOf(causes);
  }

  /**
   * Of a finding that was made small; of another one it says too much. Runs a few changed worlds to
   * see which plainer faults lead to the same.
   */
  public static Signature of(CampaignPlan plan, Finding small) {
    List<TraceEvent> run = Replay.events(plan, small.replay());
    Finding plain = Plainest.of(plan, small, run, BUDGET);
    return of(plain, plain == small ? run : Replay.events(plan, plain.replay()));
  }

  /**
   * Of a finding as it is.
   *
   * @param run all events of its run
   */
  static Signature of(Finding small, List<TraceEvent> run) {
    Violation violation = small.violation();
    return new Signature(
        violation.property(),
        seen(violation),
        new Effects(small, run).phrases(violation.operations().isEmpty()),
        LastStep.of(violation, run));
  }

  /** Eight hexadecimal digits that stand for it, from one campaign to the next. */
  public String id() {
    long hash =
        KeyedHash.ofText(property + "\n" + seen + "\n" + String.join("\n", causes) + "\n" + step);
    return String.format(Locale.ROOT, "%08x", (int) (hash ^ hash >>> 32));
  }

  /** The causes without the one that says that there are no faults. */
  public List<String> faults() {
    return causes.stream().filter(each -> !each.equals(Effects.NONE)).toList();
  }

  /**
   * Whether this is the same seen in the same way and at the same step, with these faults and more.
   * Most often then it is one mistake, and the others only had to bring a run there; it can be
   * another one all the same.
   */
  public boolean isVariantOf(Signature plainer) {
    return property.equals(plainer.property)
        && seen.equals(plainer.seen)
        && step.equals(plainer.step)
        && faults().size() > plainer.faults().size()
        && faults().containsAll(plainer.faults());
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
    String text = Kinds.withoutNumbers(first);
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
}
