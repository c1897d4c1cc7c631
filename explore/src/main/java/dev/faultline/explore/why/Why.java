package dev.faultline.explore.why;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a run violates a property, found by replaying it with small changes. What could not be told
 * within the budget is absent, and {@link #complete} is false.
 *
 * @param sentence what is wrong, with values
 * @param tookPart which nodes took part in each of the operations that contradict each other; empty
 *     where no operations do
 * @param inTheWay what keeps the run from going on, where something good does not happen; empty
 *     where something bad happened
 * @param states what nodes said last of their state, in their order of starting; empty where none
 *     says anything
 * @param faults the faults in the order in which they struck, each with what the run comes to
 *     without it
 * @param allFaults how many there are; more than {@code faults} where not all were tried
 * @param given what the run has besides: faults and changes of its nodes that the program plays
 *     itself, and nodes that do not come up
 * @param noReturn when the run could no longer be saved, or null where that is not known
 * @param nearest the nearest run in which the property holds, or null where none was found
 * @param replays how many worlds it took
 * @param complete whether the budget sufficed
 */
public record Why(
    String sentence,
    List<String> tookPart,
    List<String> inTheWay,
    List<String> states,
    List<Necessity> faults,
    int allFaults,
    List<String> given,
    @Nullable PointOfNoReturn noReturn,
    @Nullable Nearest nearest,
    int replays,
    boolean complete) {
  public Why {
    tookPart = List.copyOf(tookPart);
    inTheWay = List.copyOf(inTheWay);
    states = List.copyOf(states);
    faults = List.copyOf(faults);
    given = List.copyOf(given);
  }
}
