package dev.faultline.explore;

import java.util.List;
import java.util.stream.Stream;

/**
 * How far a search came that means to see everything.
 *
 * @param schedules that were run to their ends
 * @param redundant schedules that were given up, because an equivalent one had been run
 * @param states distinct states seen, by their structure; where faults are tried, those in which
 *     something is left to happen; 0 for a search over schedules
 * @param transitions events that were tried from these states; 0 for a search over schedules
 * @param complete whether there was nothing left to try
 * @param limits what the search did not try though the program's system model leaves it open, and
 *     where it was cut short, a phrase each; empty when it tried everything
 * @param assumptions under which a complete search without limits is a proof, a phrase each: what
 *     no declared model says anything of
 * @param against what the campaign found that leaves nothing to prove, a phrase each: violations,
 *     leaks, failures, worlds that stood still or about which nothing can be said, an interruption
 */
public record Exploration(
    long schedules,
    long redundant,
    long states,
    long transitions,
    boolean complete,
    List<String> limits,
    List<String> assumptions,
    List<String> against) {
  /** Said of a search in which two runs of one world differed. */
  public static final String LEAKED = "nondeterminism has leaked into a world";

  public Exploration {
    limits = List.copyOf(limits);
    assumptions = List.copyOf(assumptions);
    against = List.copyOf(against);
  }

  /** The same search, with more that leaves nothing to prove. */
  public Exploration withAgainst(List<String> more) {
    return new Exploration(
        schedules,
        redundant,
        states,
        transitions,
        complete,
        limits,
        assumptions,
        Stream.concat(against.stream(), more.stream()).distinct().toList());
  }

  /** Whether everything was tried and nothing was found, so that this is a proof. */
  public boolean proof() {
    return complete && limits.isEmpty() && against.isEmpty();
  }

  /** One line for people, which says plainly whether this is a proof. */
  public String summary() {
    String seen =
        states > 0
            ? states + " distinct states and " + transitions + " transitions"
            : (schedules == 1 ? "1 schedule" : schedules + " schedules")
                + (redundant == 0 ? "" : " (" + redundant + " cut short)");
    if (!complete) {
      return "explored "
          + seen
          + " and did not finish: this is not a proof"
          + (limits.isEmpty() ? "" : "; " + String.join("; ", limits));
    }
    if (limits.isEmpty() && !against.isEmpty()) {
      return "explored everything, " + seen + "; no proof: " + String.join("; ", against);
    }
    if (limits.isEmpty()) {
      return "explored everything, "
          + seen
          + ": a proof for this program and model"
          + (assumptions.isEmpty() ? "" : ", given that " + String.join("; ", assumptions));
    }
    return "explored " + seen + ", everything within these limits: " + String.join("; ", limits);
  }
}
