package dev.faultline.explore.exhaustive;

import dev.faultline.explore.Exploration;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.Frontier;
import dev.faultline.explore.campaign.Part;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An exhaustive search over schedules by several threads or JVMs. It goes through the tree of all
 * schedules as one thread does, and has what comes later searched before its turn; see {@link
 * Subtree}.
 */
final class ScheduleFrontier implements Frontier {
  /** A subtree's first piece is short: how far its first event reaches is waited for. */
  private static final int FIRST_RUNS = 32;

  /** So many worlds may wait for their turn before no more are run before theirs. */
  private static final int MOST_WAITING = 4_000_000;

  /**
   * A piece that is searched.
   *
   * @param again a chunk that is searched once more, up to the last world; else null
   * @param large so many runs that the subtree is cut where they do not suffice
   */
  private record UnderWay(Subtree of, Piece piece, int large, Subtree.@Nullable Chunk again) {}

  /**
   * Violations that are not counted yet.
   *
   * @param whole whether these are all runs of the piece: else they will be run again
   */
  private record Found(Subtree of, Subtree.Chunk in, boolean whole) {}

  private final CampaignPlan plan;
  private final Subtree root;
  private final Map<Integer, UnderWay> underWay = new LinkedHashMap<>();
  private final ScheduleCount count;

  /** What found violations and has not been counted yet, in the order in which it was learnt. */
  private final List<Found> found = new ArrayList<>();

  /** Of worlds that may be told of, by their numbers. */
  private final Map<Integer, List<Outline>> paths = new LinkedHashMap<>();

  private int pieces;
  private int worlds;
  private int run;

  /** What has to be searched once more, up to the last world, and then ends the search; or null. */
  private Subtree.@Nullable Chunk again;

  /** Whether a world that was counted violated a property. */
  private boolean violated;

  private boolean over;
  private boolean complete;

  /** Whether all that the tree has given is counted, so that it is as far as the count. */
  private boolean level = true;

  ScheduleFrontier(CampaignPlan plan) {
    this.plan = plan;
    this.root = Subtree.all();
    this.count = new ScheduleCount();
  }

  /**
   * A search that goes on.
   *
   * @param total what its worlds came to so far
   */
  ScheduleFrontier(CampaignPlan plan, SubtreeCodec.Progress from, Part total) {
    this.plan = plan;
    this.root = Subtree.from(from.path());
    this.count = from.count();
    this.paths.putAll(from.told());
    this.worlds = total.worlds();
    this.run = worlds;
    this.violated = total.violatingWorlds() > 0;
    this.complete = from.complete();
    this.over = complete || total.closed() || left() <= 0;
  }

  /** See {@link dev.faultline.explore.search.Source#progress}. */
  synchronized byte @Nullable [] progress(int counted, List<Integer> told) {
    if (counted != worlds || !level) {
      return null;
    }
    Map<Integer, List<Outline>> kept = new LinkedHashMap<>(paths);
    kept.keySet().retainAll(told);
    return SubtreeCodec.bytes(new SubtreeCodec.Progress(complete, count, root.wholePath(), kept));
  }

  @Override
  public synchronized @Nullable Piece next(int runs) {
    if (over) {
      return null;
    }
    if (again != null) {
      return underWay.values().stream().anyMatch(each -> each.again != null)
          ? null
          : onceMore(again);
    }
    Subtree idle = run - worlds > MOST_WAITING ? root.front() : root.idle();
    if (idle == null || idle.busy()) {
      return null;
    }
    // Only where it is its turn are the numbers of its worlds known.
    int from = idle == root.front() ? worlds : 0;
    int most = idle.begin(Math.min(runs, FIRST_RUNS), runs);
    byte[] recipe = SubtreeCodec.bytes(idle.request(most));
    Piece piece = new Piece(pieces++, from, from + Math.min(most, left()), recipe);
    underWay.put(piece.number(), new UnderWay(idle, piece, runs, null));
    return piece;
  }

  @Override
  public int runs(Part part, byte[] shown) {
    return part.worlds();
  }

  private int left() {
    return plan.worlds() - worlds;
  }

  private Piece onceMore(Subtree.Chunk chunk) {
    Piece piece = new Piece(pieces++, worlds, plan.worlds(), chunk.recipe());
    underWay.put(piece.number(), new UnderWay(root, piece, 0, chunk));
    return piece;
  }

  @Override
  public synchronized boolean needs(int number) {
    UnderWay known = underWay.get(number);
    return !over && known != null && !known.of.abandoned();
  }

  @Override
  public synchronized boolean done() {
    return over;
  }

  @Override
  public synchronized List<Part> learn(int number, Part part, byte[] shown) {
    UnderWay known = underWay.remove(number);
    if (known == null || over) {
      return List.of();
    }
    part.forgetNothing();
    Subtree.Chunk chunk = new Subtree.Chunk(known.piece.recipe(), part, SubtreeCodec.answer(shown));
    boolean whole =
        part.failed() || chunk.answer().runs() >= 0 && part.worlds() == schedules(chunk);
    if (known.again == null) {
      find(new Found(known.of, chunk, whole));
    }
    if (known.of.abandoned()) {
      return List.of();
    }
    if (!whole) {
      // Somebody interrupted it: not all that it ran was handed in.
      known.of.again();
      return List.of();
    }
    if (known.again != null) {
      over = true;
      found.clear();
      return List.of(counted(chunk));
    }
    run += part.worlds();
    known.of.take(chunk, known.large);
    return follow(root.takeReady());
  }

  private void find(Found next) {
    found.removeIf(each -> each.of == next.of && !each.whole);
    if (next.in.part().violatingWorlds() > 0) {
      found.add(next);
      // What was searched on a wrong guess is searched once more: one of those is enough.
      found.removeIf(each -> each.of.abandoned() && each != found.getFirst());
    }
  }

  @Override
  public synchronized List<Part> found() {
    if (over) {
      return List.of();
    }
    boolean guessedRight = found.stream().anyMatch(each -> !each.of.abandoned());
    List<Part> parts = new ArrayList<>();
    int at = worlds;
    for (Found each : found) {
      if (!each.of.abandoned() || !guessedRight && !violated && parts.isEmpty()) {
        number(each.in, at);
        parts.add(each.in.part());
        at = each.in.part().to();
      }
    }
    return parts;
  }

  private static long schedules(Subtree.Chunk chunk) {
    return chunk.answer().count().schedules();
  }

  private List<Part> follow(List<Subtree.Chunk> chunks) {
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < chunks.size() && !over && again == null; i++) {
      Subtree.Chunk chunk = chunks.get(i);
      if (needsNumbers(chunk)) {
        again = chunk;
        level = false;
        return parts;
      }
      parts.add(counted(chunk));
      boolean last = i + 1 == chunks.size();
      complete = root.complete() && last;
      over = complete || chunk.part().closed() || left() == 0;
      level = last || !over;
    }
    return parts;
  }

  /** Whether the search ends within the worlds of that chunk, which was not known when it ran. */
  private boolean needsNumbers(Subtree.Chunk chunk) {
    Part part = chunk.part();
    boolean wentOn = part.failed() || chunk.answer().count().redundantAtEnd() > 0;
    return part.worlds() > left() || part.worlds() == left() && wentOn;
  }

  private Part counted(Subtree.Chunk chunk) {
    Part part = chunk.part();
    number(chunk, worlds);
    count.add(chunk.answer().count());
    worlds += part.worlds();
    violated |= part.violatingWorlds() > 0;
    found.removeIf(each -> each.in == chunk);
    return part;
  }

  /** Its worlds have numbers from that one on. */
  private void number(Subtree.Chunk chunk, int from) {
    Part part = chunk.part();
    int by = from - part.from();
    String was = ScheduleSource.name(plan.seed(), part.to() - 1);
    chunk.answer().told().forEach((index, path) -> paths.put(index + by, path));
    part.shift(by);
    part.rename(was, ScheduleSource.name(plan.seed(), part.to() - 1));
  }

  /** The path of a world that may be told of, or null. */
  synchronized @Nullable List<Outline> path(int index) {
    return paths.get(index);
  }

  synchronized Exploration exploration() {
    return count.exploration(plan.seed(), complete);
  }
}
