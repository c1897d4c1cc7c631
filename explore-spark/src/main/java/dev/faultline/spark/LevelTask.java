package dev.faultline.spark;

import dev.faultline.explore.campaign.Levels.Owned;
import dev.faultline.explore.campaign.Levels.Tried;
import dev.faultline.explore.campaign.Machine;
import dev.faultline.explore.exhaustive.LevelWork;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.function.FlatMapFunction2;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/** What executors do for a search whose states they keep. */
final class LevelTask {
  /** Enough that a world's own start costs little, and few enough for the memory. */
  private static final int STATES_A_WORLD = 4096;

  private LevelTask() {}

  /** An executor refuses the work. */
  private static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedException(String refusal) {
      super(refusal);
    }
  }

  /** Tries the events of a partition's states. */
  record Tries(SpanTask worlds, byte[] request, int partitions)
      implements Function<Owned, LevelReply> {
    private static final long serialVersionUID = 1L;

    @Override
    public LevelReply call(Owned owned) {
      long start = System.nanoTime();
      try {
        requireSame(worlds);
        Tried tried = LevelWork.tries(owned, request, partitions, STATES_A_WORLD, this::run);
        long shipped = Stream.of(tried.blocks()).mapToLong(block -> block.length).sum();
        return new LevelReply(tried, told(tried.told(), shipped, null, start));
      } catch (RefusedException e) {
        Tried nothing = new Tried(new byte[0][], new int[0], new byte[0]);
        return new LevelReply(nothing, told(new byte[0], 0, e.getMessage(), start));
      }
    }

    private LevelWork.Ran run(byte[] recipe, int states) {
      Reply reply = worlds.call(new Span(0, 0, states, recipe));
      return new LevelWork.Ran(reply.part(), reply.shown());
    }

    private static LevelReply.Told told(
        byte[] bytes, long shipped, @Nullable String refusal, long start) {
      SparkEnv env = SparkEnv.get();
      return new LevelReply.Told(
          env.executorId(),
          env.blockManager().blockManagerId().host(),
          Machine.here(),
          bytes,
          shipped,
          refusal,
          System.nanoTime() - start);
    }
  }

  private static void requireSame(SpanTask worlds) {
    String refusal = worlds.refusal();
    if (refusal != null) {
      throw new RefusedException(refusal);
    }
  }

  /**
   * What was lost with an executor is tried again by any other: one that refuses it has no answer
   * to give, which must not pass for one that found nothing.
   */
  private static void requireTried(LevelReply reply) {
    String refusal = reply.told().refusal();
    if (refusal != null) {
      throw new RefusedException("executor " + reply.told().machine() + " " + refusal);
    }
  }

  /** Sends what it led to to the partitions that keep such states. */
  record Sends() implements PairFlatMapFunction<LevelReply, Integer, byte[]> {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<Tuple2<Integer, byte[]>> call(LevelReply reply) {
      requireTried(reply);
      byte[][] blocks = reply.tried().blocks();
      return IntStream.range(0, blocks.length)
          .filter(to -> blocks[to].length > 0)
          .mapToObj(to -> new Tuple2<>(to, blocks[to]))
          .iterator();
    }
  }

  /** Takes in what came for a partition. */
  record Settles(SpanTask worlds, byte[] request)
      implements FlatMapFunction2<Iterator<Owned>, Iterator<Tuple2<Integer, byte[]>>, Owned> {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<Owned> call(Iterator<Owned> owned, Iterator<Tuple2<Integer, byte[]>> blocks) {
      requireSame(worlds);
      Iterable<byte[]> each =
          () ->
              new Iterator<>() {
                @Override
                public boolean hasNext() {
                  return blocks.hasNext();
                }

                @Override
                public byte[] next() {
                  return blocks.next()._2();
                }
              };
      return List.of(LevelWork.settles(owned.next(), each, request)).iterator();
    }
  }

  /** Counts the events that a partition has tried. */
  record Counts(byte[] request) implements Function<Tuple2<Owned, LevelReply>, byte[]> {
    private static final long serialVersionUID = 1L;

    @Override
    public byte[] call(Tuple2<Owned, LevelReply> both) {
      requireTried(both._2());
      return LevelWork.counts(both._1(), both._2().tried(), request);
    }
  }
}
