package dev.faultline.explore.exhaustive;

import dev.faultline.explore.campaign.Levels.Owned;
import dev.faultline.explore.campaign.Levels.Tried;
import dev.faultline.explore.campaign.PartCodec;
import dev.faultline.explore.exhaustive.StateCodec.Answer;
import dev.faultline.explore.exhaustive.StateCodec.Expand;
import dev.faultline.explore.exhaustive.StateCodec.Moves;
import dev.faultline.explore.exhaustive.StateCodec.Stop;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one partition of a search over states does for a {@link StateLevels}, in any JVM. */
public final class LevelWork {
  private static final byte[] NOTHING = {};

  private LevelWork() {}

  /** Runs a recipe, as {@link dev.faultline.explore.Ranges} does. */
  public interface Runner {
    Ran run(byte[] recipe, int states);
  }

  /**
   * What came of it.
   *
   * @param part as {@link PartCodec} writes it
   */
  public record Ran(byte[] part, byte[] shown) {}

  /** A partition that was given up. */
  public static final class GivenUpException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    GivenUpException() {
      super("a partition of a search over states was interrupted");
    }
  }

  /** The partition that keeps a state. */
  static int owner(long[] states, int place, int partitions) {
    return (int) Long.remainderUnsigned(states[2 * place + 1], partitions);
  }

  /**
   * Tries the events of a partition's states, up to the last that counts.
   *
   * @param most how many states one world goes through: it keeps what it saw of them until its end
   * @throws GivenUpException when the thread was interrupted
   */
  public static Tried tries(Owned owned, byte[] request, int partitions, int most, Runner runner) {
    return new Trying(LevelRequest.read(request), partitions, most, runner)
        .of(OpenStates.read(owned.open()));
  }

  /** The events of one level. */
  private static final class Trying {
    private final LevelRequest request;
    private final int statesAWorld;
    private final Runner runner;
    private final LevelBlocks blocks;
    private final SearchedWorld shown = new SearchedWorld();
    private final List<Integer> counts = new ArrayList<>();
    private long tried;
    private @Nullable Way at;
    private @Nullable Stop stop;
    private byte[] failed = NOTHING;

    Trying(LevelRequest request, int partitions, int statesAWorld, Runner runner) {
      this.request = request;
      this.statesAWorld = statesAWorld;
      this.runner = runner;
      this.blocks = new LevelBlocks(partitions);
    }

    Tried of(OpenStates all) {
      Way last = request.last();
      OpenStates states = all;
      long most = Long.MAX_VALUE;
      if (last != null) {
        int place = Collections.binarySearch(all.ways(), last);
        states = all.part(0, place < 0 ? -1 - place : place);
        most = place < 0 ? 0 : request.most();
      }
      for (int first = 0; first < states.size() && at == null; first += statesAWorld) {
        int end = Math.min(states.size(), first + statesAWorld);
        tries(states.part(first, end), Long.MAX_VALUE);
      }
      if (last != null && most > 0 && at == null) {
        tries(all.part(states.size(), states.size() + 1), most);
      }
      byte[] told =
          new TriedTold(tried, blocks.hash(), blocks.sent(), at, stop, failed, shown).bytes();
      int[] each = counts.stream().mapToInt(Integer::intValue).toArray();
      return new Tried(blocks.bytes(), each, told);
    }

    private void tries(OpenStates states, long most) {
      List<Way> ways = states.ways();
      List<long[]> paths = ways.stream().map(Way::keys).toList();
      Expand expand = new Expand(most, paths, states.digests());
      Ran ran = runner.run(StateCodec.bytes(expand), ways.size());
      if (PartCodec.decode(ran.part).failed()) {
        at = ways.getFirst();
        failed = ran.part;
        return;
      }
      if (ran.shown.length == 0 || !StateCodec.whole(ran.shown)) {
        throw new GivenUpException();
      }
      Answer answer = StateCodec.answer(ran.shown);
      shown.add(answer.shown());
      tried += answer.tried();
      answer.moves().forEach(moves -> counts.add(moves.to().length));
      blocks.add(ways, answer);
      if (answer.stop() != null) {
        stop = answer.stop();
        at = ended(ways, answer.moves());
      }
    }

    /** The way to the last event of all. */
    private static Way ended(List<Way> ways, List<Moves> moves) {
      Moves last = moves.getLast();
      int place = last.to().length - 1;
      return ways.get(moves.size() - 1).then(place, last.keys()[place]);
    }
  }

  /** How many events were tried of states whose ways begin so, by what comes next. */
  public static byte[] counts(Owned owned, Tried tried, byte[] asked) {
    LevelRequest request = LevelRequest.read(asked);
    SortedMap<Integer, Long> counts = new TreeMap<>();
    List<Way> ways = OpenStates.read(owned.open()).ways();
    for (int i = 0; i < tried.counts().length; i++) {
      if (request.counts(ways.get(i))) {
        int next = ways.get(i).places()[request.prefix().length];
        counts.merge(next, (long) tried.counts()[i], Long::sum);
      }
    }
    return write(counts);
  }

  private static byte[] write(SortedMap<Integer, Long> counts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(counts.size());
      for (Map.Entry<Integer, Long> each : counts.entrySet()) {
        out.writeInt(each.getKey());
        out.writeLong(each.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Adds what {@link #counts} gave. */
  static void add(byte[] from, SortedMap<Integer, Long> counts) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(from))) {
      for (int left = in.readInt(); left > 0; left--) {
        counts.merge(in.readInt(), in.readLong(), Long::sum);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes in the blocks that came for a partition, in any order. */
  public static Owned settles(Owned owned, Iterable<byte[]> blocks, byte[] asked) {
    LevelRequest request = LevelRequest.read(asked);
    KnownStates known = (KnownStates) owned.known();
    LevelBlocks.Arrived arrived = new LevelBlocks.Arrived(known);
    blocks.forEach(arrived::add);
    List<LevelBlocks.New> states = arrived.states();
    KnownStates all = new KnownStates(known, states.size());
    List<LevelBlocks.New> open = new ArrayList<>();
    List<Way> ends = new ArrayList<>();
    boolean cut = false;
    long hash = arrived.hash();
    for (LevelBlocks.New state : states) {
      long id = state.way().id();
      all.add(state.first(), state.second(), id);
      hash += state.edges() * StateGraph.target(id);
      if (state.ends()) {
        ends.add(state.way());
      } else if (state.way().places().length >= request.depthLimit()) {
        cut = true;
      } else {
        open.add(state);
      }
    }
    List<Way> first = ends.subList(0, Math.min(ends.size(), request.ends()));
    boolean round = arrived.goesRound();
    byte[] told =
        new SettledTold(
                states.size(), open.size(), hash, arrived.arrived(), round, cut, ends.size(), first)
            .bytes();
    return new Owned(all, open(open).bytes(), told);
  }

  private static OpenStates open(List<LevelBlocks.New> states) {
    long[] digests = new long[2 * states.size()];
    for (int i = 0; i < states.size(); i++) {
      digests[2 * i] = states.get(i).first();
      digests[2 * i + 1] = states.get(i).second();
    }
    return new OpenStates(states.stream().map(LevelBlocks.New::way).toList(), digests);
  }
}
