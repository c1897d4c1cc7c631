package dev.faultline.explore.exhaustive;

import dev.faultline.sim.adversary.Agenda;
import dev.faultline.sim.content.Structures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The states that a search has come to, in all its runs: from each it goes on only once. */
final class SeenStates {
  private final Structures structures = new Structures();
  private final SignatureTable table = new SignatureTable();

  /** After how many events each was come to first. */
  private final List<Integer> depths = new ArrayList<>();

  /**
   * Whether the program sees which incarnation of a node it is, so that this is part of a state.
   */
  private final boolean incarnations;

  /** Whether a run was cut, so that what lies behind a state may not have been seen. */
  private boolean cut;

  private boolean goesRound;
  private boolean incarnationsRead;

  SeenStates(boolean incarnations) {
    this.incarnations = incarnations;
  }

  /**
   * Comes to a state.
   *
   * @param struck how many faults have struck, as far as they are bounded
   * @param depth how many events have happened
   * @return whether it is new, or what lies behind it may be seen further than before
   */
  boolean add(Agenda present, int struck, int depth) {
    incarnationsRead |= present.incarnationsRead();
    int[] state = present.signature(structures, incarnations);
    int[] signature = Arrays.copyOf(state, state.length + 1);
    signature[state.length] = struck;
    int number = table.add(signature);
    if (number < 0) {
      int known = -1 - number;
      goesRound |= depths.get(known) < depth;
      if (!cut || depths.get(known) <= depth) {
        return false;
      }
      depths.set(known, depth);
      return true;
    }
    depths.add(depth);
    return true;
  }

  /** Says that a run was cut. */
  void cut() {
    cut = true;
  }

  int size() {
    return table.size();
  }

  /** Whether a run may come back to where it was, and so may never come to rest. */
  boolean goesRound() {
    return goesRound;
  }

  /** Whether states were taken for one that the program can tell apart. */
  boolean tookTooManyForOne() {
    return incarnationsRead && !incarnations;
  }
}
