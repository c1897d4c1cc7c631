package dev.faultline.explore.search;

import java.util.Arrays;

/** Chains in the order of their priorities, the one that goes first at the end. */
final class Ranking {
  private int[] chains = new int[16];
  private int[] ranks = new int[16];
  private int size;

  int size() {
    return size;
  }

  /** Puts a chain, whose number is the number of chains so far, at a place among the others. */
  void insert(int place) {
    if (size == chains.length) {
      chains = Arrays.copyOf(chains, 2 * size);
      ranks = Arrays.copyOf(ranks, 2 * size);
    }
    int chain = size++;
    System.arraycopy(chains, place, chains, place + 1, chain - place);
    chains[place] = chain;
    rankFrom(place, size);
  }

  /** Puts a chain below all others. */
  void toBottom(int chain) {
    int place = ranks[chain];
    System.arraycopy(chains, 0, chains, 1, place);
    chains[0] = chain;
    rankFrom(0, place + 1);
  }

  private void rankFrom(int from, int to) {
    for (int i = from; i < to; i++) {
      ranks[chains[i]] = i;
    }
  }

  /** The place of a chain. */
  int rank(int chain) {
    return ranks[chain];
  }
}
