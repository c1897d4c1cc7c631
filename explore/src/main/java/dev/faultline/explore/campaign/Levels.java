package dev.faultline.explore.campaign;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A search over states whose known states are kept by several JVMs, each state by the one partition
 * that its digest names. It goes level by level, by how many events away states are: partitions try
 * the events of their states, send what these lead to to its owners, and owners tell what is new.
 * What it comes to is what a search by one thread comes to, for every number of partitions and
 * every order in which blocks come. Used by one thread.
 */
public interface Levels {
  /**
   * What a partition keeps.
   *
   * @param known all states of it
   * @param open the ways to those that the level has, in their order
   * @param told for {@link #settled}
   */
  record Owned(Serializable known, byte[] open, byte[] told) implements Serializable {}

  /**
   * What a partition has tried.
   *
   * @param blocks the states that its events led to, for each partition
   * @param counts how many events each of its states has, as far as they were tried
   * @param told for {@link #tried}
   */
  record Tried(byte[][] blocks, int[] counts, byte[] told) implements Serializable {}

  /** What all partitions do next. */
  enum Step {
    /** They try the events of the level's states; what they tried of it before is forgotten. */
    TRY,
    /** They count what they have tried. */
    COUNT,
    /** They take in what was tried, which makes the next level. */
    SETTLE,
    /** Nothing: all states are known, or enough of them. */
    DONE
  }

  /** The first step. */
  Step begin();

  /** What a partition has first. */
  Owned begins(int partition, int partitions);

  /** What partitions have to know for the present step. */
  byte[] request();

  /** The step after {@link Step#TRY}, by what each partition has told. */
  Step tried(List<byte[]> told);

  /** The step after {@link Step#COUNT}. */
  Step counted(List<byte[]> counts);

  /** The step after {@link Step#SETTLE}. */
  Step settled(List<byte[]> told);

  /** The first world, which is the search itself; there is one at {@link Step#DONE}. */
  Part searched();

  /** The ends of runs, which are the worlds after it; null where none is looked at. */
  @Nullable Frontier ends();

  /** For people. */
  String progress();
}
