package dev.faultline.disk;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;

/**
 * All sets of atoms that are closed under need, each once: decide one atom, then whatever follows
 * from that, then the next.
 */
final class Ideals {
  private final Atoms atoms;
  private final List<BitSet> needed = new ArrayList<>();
  private final List<BitSet> needing = new ArrayList<>();
  private final Predicate<BitSet> visitor;

  private Ideals(Atoms atoms, Predicate<BitSet> visitor) {
    this.atoms = atoms;
    this.visitor = visitor;
    for (int i = 0; i < atoms.size(); i++) {
      BitSet below = new BitSet();
      below.set(i);
      atoms.addNeeded(below);
      needed.add(below);
      needing.add(new BitSet());
    }
    for (int i = 0; i < atoms.size(); i++) {
      int above = i;
      needed.get(i).stream().forEach(below -> needing.get(below).set(above));
    }
  }

  /** Returns whether the visitor saw all; it must not keep or change the set that it gets. */
  static boolean forEach(Atoms atoms, Predicate<BitSet> visitor) {
    return new Ideals(atoms, visitor).decide(new BitSet(), new BitSet());
  }

  private boolean decide(BitSet kept, BitSet lost) {
    BitSet decided = (BitSet) kept.clone();
    decided.or(lost);
    int next = decided.nextClearBit(0);
    if (next >= atoms.size()) {
      return visitor.test(kept);
    }
    BitSet keepMore = (BitSet) kept.clone();
    keepMore.or(needed.get(next));
    if (!decide(keepMore, lost)) {
      return false;
    }
    BitSet loseMore = (BitSet) lost.clone();
    loseMore.or(needing.get(next));
    return decide(kept, loseMore);
  }
}
