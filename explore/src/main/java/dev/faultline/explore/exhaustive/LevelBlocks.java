package dev.faultline.explore.exhaustive;

import dev.faultline.explore.exhaustive.StateCodec.Answer;
import dev.faultline.explore.exhaustive.StateCodec.Moves;
import dev.faultline.sim.base.KeyedHash;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * States that the events of a partition led to, a block for each partition that keeps some of them.
 * A block says of a state the first way there and what all ways there add to the hash of the
 * search, so that it does not matter which block comes first.
 */
final class LevelBlocks {
  private final ByteArrayOutputStream[] bytes;
  private final DataOutputStream[] outs;

  /** The way that was written last to each. */
  private final Way[] before;

  private long hash;
  private long sent;

  LevelBlocks(int partitions) {
    this.bytes = new ByteArrayOutputStream[partitions];
    this.outs = new DataOutputStream[partitions];
    this.before = new Way[partitions];
  }

  /** Adds what came of the events of some states. */
  void add(List<Way> ways, Answer answer) {
    int states = answer.ends().length;
    Way[] first = new Way[states];
    long[] edges = new long[states];
    for (int i = 0; i < answer.moves().size(); i++) {
      Moves moves = answer.moves().get(i);
      long from = ways.get(i).id();
      for (int place = 0; place < moves.to().length; place++) {
        int to = moves.to()[place];
        if (to == Moves.STAYS) {
          hash += StateGraph.edge(from, place) * StateGraph.STAYS;
        } else if (to >= 0) {
          first[to] = first[to] == null ? ways.get(i).then(place, moves.keys()[place]) : first[to];
          edges[to] += StateGraph.edge(from, place);
        }
      }
    }
    for (int i = 0; i < states; i++) {
      write(answer, i, first[i], edges[i]);
    }
  }

  private void write(Answer answer, int place, Way way, long edges) {
    int owner = LevelWork.owner(answer.states(), place, outs.length);
    try {
      if (outs[owner] == null) {
        bytes[owner] = new ByteArrayOutputStream();
        outs[owner] = new DataOutputStream(bytes[owner]);
        before[owner] = Way.NONE;
      }
      outs[owner].writeLong(answer.states()[2 * place]);
      outs[owner].writeLong(answer.states()[2 * place + 1]);
      outs[owner].writeBoolean(answer.ends()[place]);
      outs[owner].writeLong(edges);
      sent += sum(answer.states()[2 * place], answer.states()[2 * place + 1], edges);
      way.write(outs[owner], before[owner]);
      before[owner] = way;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of the events that changed nothing. */
  long hash() {
    return hash;
  }

  /** Equal to the sum over what arrives, where all of it arrives, and once. */
  long sent() {
    return sent;
  }

  private static long sum(long first, long second, long edges) {
    return KeyedHash.of(first, 3, second, edges);
  }

  /** The blocks; empty for partitions to which nothing leads. */
  byte[][] bytes() {
    byte[][] blocks = new byte[bytes.length][];
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = bytes[i] == null ? new byte[0] : bytes[i].toByteArray();
    }
    return blocks;
  }

  /**
   * A state that a partition did not know.
   *
   * @param first half of its digest
   * @param ends whether nothing is left to happen there
   * @param way the first way there
   * @param edges what all ways there add to the hash, see {@link StateGraph#edge}
   */
  record New(long first, long second, boolean ends, Way way, long edges) {
    New and(New other) {
      Way least = way.compareTo(other.way) <= 0 ? way : other.way;
      return new New(first, second, ends, least, edges + other.edges);
    }
  }

  private record Digest(long first, long second) {}

  /** Blocks that came to the partition that keeps these states. */
  static final class Arrived {
    private final KnownStates known;
    private final Map<Digest, New> states = new HashMap<>();
    private long hash;
    private long arrived;
    private boolean goesRound;

    Arrived(KnownStates known) {
      this.known = known;
    }

    void add(byte[] block) {
      try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(block))) {
        Way before = Way.NONE;
        while (in.available() > 0) {
          long first = in.readLong();
          long second = in.readLong();
          boolean ends = in.readBoolean();
          long edges = in.readLong();
          before = Way.read(in, before);
          arrived += sum(first, second, edges);
          add(new New(first, second, ends, before, edges));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void add(New state) {
      int number = known.find(state.first, state.second);
      if (number < 0) {
        states.merge(new Digest(state.first, state.second), state, New::and);
      } else {
        goesRound = true;
        hash += state.edges * StateGraph.target(known.id(number));
      }
    }

    /** Those that were not known, in the order in which one thread comes to them. */
    List<New> states() {
      return states.values().stream().sorted(Comparator.comparing(New::way)).toList();
    }

    /** What the events that led to known states add to the hash. */
    long hash() {
      return hash;
    }

    /** See {@link #sent}. */
    long arrived() {
      return arrived;
    }

    boolean goesRound() {
      return goesRound;
    }
  }
}
