package dev.faultline.check.session;

import java.util.BitSet;

/** A relation on few things that is closed under transitivity whenever one asks. */
final class Relation {

  private final BitSet[] after;

  Relation(int size) {
    after = new BitSet[size];
    for (int i = 0; i < size; i++) {
      after[i] = new BitSet(size);
    }
  }

  Relation(Relation other) {
    after = new BitSet[other.after.length];
    for (int i = 0; i < after.length; i++) {
      after[i] = (BitSet) other.after[i].clone();
    }
  }

  /** Adds a pair. */
  void add(int a, int b) {
    after[a].set(b);
  }

  /** Adds a pair and all that follows from it, to a relation that is closed; whether it was new. */
  boolean addClosed(int a, int b) {
    if (after[a].get(b)) {
      return false;
    }
    for (int i = 0; i < after.length; i++) {
      if (i == a || after[i].get(a)) {
        after[i].set(b);
        after[i].or(after[b]);
      }
    }
    return true;
  }

  boolean has(int a, int b) {
    return after[a].get(b);
  }

  BitSet after(int a) {
    return after[a];
  }

  /** Closes under transitivity (Warshall, JACM 1962). */
  void close() {
    for (int k = 0; k < after.length; k++) {
      for (int i = 0; i < after.length; i++) {
        if (after[i].get(k)) {
          after[i].or(after[k]);
        }
      }
    }
  }

  /** Something that comes before itself, or -1. */
  int cyclic() {
    for (int i = 0; i < after.length; i++) {
      if (after[i].get(i)) {
        return i;
      }
    }
    return -1;
  }
}
