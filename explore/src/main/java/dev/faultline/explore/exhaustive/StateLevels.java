package dev.faultline.explore.exhaustive;

import dev.faultline.explore.Exploration;
import dev.faultline.explore.Strategy;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.Frontier;
import dev.faultline.explore.campaign.Levels;
import dev.faultline.explore.campaign.Part;
import dev.faultline.explore.campaign.PartCodec;
import dev.faultline.explore.exhaustive.StateCodec.Answer;
import dev.faultline.explore.exhaustive.StateCodec.Stop;
import dev.faultline.explore.exhaustive.StatePieces.Expanded;
import dev.faultline.explore.exhaustive.StateProgress.Violated;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The driver of a search over states that other JVMs keep: it knows how many there are, and the
 * ways to the ends of runs that are judged. Where something ends the search within a level, or its
 * events run out there, the level is tried once more up to that event: what lies behind it does not
 * count. Used by one thread.
 */
final class StateLevels implements Levels {
  private final CampaignPlan plan;
  private final Strategy.Exhaustive strategy;
  private final Expanded beginning;
  private final SearchedWorld shown = new SearchedWorld();

  private int level;
  private long states;
  private long transitions;
  private long hash;
  private boolean goesRound;
  private boolean cut;
  private long ends;
  private final List<Way> judged = new ArrayList<>();

  /** What partitions sent of the present level, less what has arrived. */
  private long underWay;

  /** Up to which state the level is tried, and how many of its events; null for all. */
  private @Nullable Way last;

  private long most = Long.MAX_VALUE;

  /** Whether that is because no more events are allowed. */
  private boolean tooMany;

  /** While events are counted: how the way to the last one begins, and how many are left then. */
  private int[] prefix = {};

  private long left;

  /** What ends the search; null where nothing does. */
  private @Nullable Stop stop;

  private @Nullable Way stopAt;
  private boolean complete;
  private @Nullable Part searched;
  private @Nullable StateFrontier frontier;

  StateLevels(CampaignPlan plan, Strategy.Exhaustive strategy) {
    this.plan = plan;
    this.strategy = strategy;
    this.beginning = FirstWorld.beginning(plan, strategy);
  }

  @Override
  public Step begin() {
    Answer answer = beginning.answer();
    shown.add(answer.shown());
    tooMany = plan.maxEvents() <= beginning.prologue();
    boolean none = tooMany || answer.ends().length == 0;
    states = none ? 0 : 1;
    hash = none ? 0 : StateGraph.BEGINNING;
    boolean over = none || answer.ends()[0];
    ends = !none && over ? 1 : 0;
    if (ends > 0) {
      judged.add(Way.NONE);
    }
    cut = !over && strategy.depth() <= 0;
    stop = answer.stop();
    stopAt = stop == null ? null : Way.NONE;
    return over || cut ? ended() : Step.TRY;
  }

  @Override
  public Owned begins(int partition, int partitions) {
    long[] digest = beginning.answer().states();
    boolean its = digest.length > 0 && LevelWork.owner(digest, 0, partitions) == partition;
    KnownStates known = new KnownStates(new KnownStates(), its ? 1 : 0);
    if (its) {
      known.add(digest[0], digest[1], StateGraph.BEGINNING);
    }
    OpenStates open =
        its
            ? new OpenStates(List.of(Way.NONE), Arrays.copyOf(digest, 2))
            : new OpenStates(List.of(), new long[0]);
    return new Owned(known, open.bytes(), new byte[0]);
  }

  @Override
  public byte[] request() {
    int wanted = Math.max(0, plan.worlds() - 1 - judged.size());
    return new LevelRequest(last, most, prefix, strategy.depth(), wanted).bytes();
  }

  private long events() {
    return Math.min(beginning.prologue(), plan.maxEvents()) + transitions;
  }

  @Override
  public Step tried(List<byte[]> told) {
    List<TriedTold> all = told.stream().map(TriedTold::read).toList();
    TriedTold ended = null;
    for (TriedTold each : all) {
      if (each.at() != null && (ended == null || isBefore(each.at(), ended))) {
        ended = each;
      }
    }
    if (ended != null && ended.failed().length > 0) {
      searched = PartCodec.decode(ended.failed());
      return Step.DONE;
    }
    if (last != null && !tooMany && ended == null) {
      throw StateReplays.otherwise("what ends the search");
    }
    if (last == null && ended != null) {
      return upTo(Objects.requireNonNull(ended.at()));
    }
    long tried = all.stream().mapToLong(TriedTold::tried).sum();
    if (!tooMany && tried >= plan.maxEvents() - events()) {
      tooMany = true;
      left = plan.maxEvents() - events();
      prefix = new int[0];
      return count();
    }
    if (tooMany && ended == null && tried != plan.maxEvents() - events()) {
      throw StateReplays.otherwise("more events");
    }
    for (TriedTold each : all) {
      shown.add(each.shown());
      hash += each.hash();
      underWay += each.sent();
    }
    transitions += tried;
    stop = ended == null ? null : ended.stop();
    stopAt = ended == null ? null : ended.at();
    return Step.SETTLE;
  }

  private static boolean isBefore(Way way, TriedTold other) {
    return way.compareTo(Objects.requireNonNull(other.at())) < 0;
  }

  /** Tries the level once more, up to the last event of that way. */
  private Step upTo(Way end) {
    last = end.before();
    most = end.lastPlace() + 1L;
    return Step.TRY;
  }

  /** Looks for the state with the last event that is allowed. */
  private Step count() {
    if (prefix.length < level) {
      return Step.COUNT;
    }
    last = new Way(prefix, new long[prefix.length]);
    most = left;
    return Step.TRY;
  }

  @Override
  public Step counted(List<byte[]> counts) {
    SortedMap<Integer, Long> all = new TreeMap<>();
    counts.forEach(each -> LevelWork.add(each, all));
    for (var each : all.entrySet()) {
      if (left <= each.getValue()) {
        prefix = Arrays.copyOf(prefix, prefix.length + 1);
        prefix[prefix.length - 1] = each.getKey();
        return count();
      }
      left -= each.getValue();
    }
    throw new IllegalStateException("partitions have counted fewer events than they tried");
  }

  @Override
  public Step settled(List<byte[]> told) {
    long open = 0;
    List<Way> first = new ArrayList<>();
    for (byte[] each : told) {
      SettledTold of = SettledTold.read(each);
      open += of.open();
      states += of.states();
      hash += of.hash();
      underWay -= of.arrived();
      goesRound |= of.goesRound();
      cut |= of.cut();
      ends += of.ends();
      first.addAll(of.first());
    }
    if (underWay != 0) {
      throw StateReplays.otherwise("what events led to");
    }
    first.stream()
        .sorted()
        .limit(Math.max(0, plan.worlds() - 1L - judged.size()))
        .forEach(judged::add);
    level++;
    if (stop == null && !tooMany && open > 0) {
      return Step.TRY;
    }
    return ended();
  }

  private Step ended() {
    Violated violated = null;
    if (stop != null && stop.violated() != null) {
      violated = new Violated(Objects.requireNonNull(stopAt).keys(), stop.violated());
      Part part = FirstWorld.violation(plan, strategy, beginning.prologue(), violated);
      searched = part;
      violated = part.failed() ? null : violated;
    } else {
      complete = stop == null && !tooMany && !cut;
      String text = stop == null ? null : stop.text();
      String why = tooMany ? StateSource.tooMany(plan) : text;
      searched = FirstWorld.searched(plan, beginning, shown, totals(), why);
    }
    frontier =
        StateFrontier.judging(
            plan,
            strategy,
            beginning,
            new StateProgress(
                violated == null,
                complete,
                0,
                StateGraph.to(beginning.prologue(), judged),
                new DigestTable(),
                shown,
                violated));
    return Step.DONE;
  }

  @Override
  public Part searched() {
    return Objects.requireNonNull(searched);
  }

  @Override
  public @Nullable Frontier ends() {
    return frontier == null || frontier.done() ? null : frontier;
  }

  @Override
  public String progress() {
    return String.format(
        Locale.ROOT, "%d states, %d transitions, %d events away", states, transitions, level);
  }

  /** What is known of the worlds; null before the states are. */
  @Nullable StateFrontier frontier() {
    return frontier;
  }

  Exploration exploration() {
    StateFrontier known = frontier;
    return StateSource.exploration(
        plan,
        strategy,
        beginning.run().declared(),
        shown,
        totals(),
        complete,
        known == null ? 0 : known.judged());
  }

  private StateTotals totals() {
    return new StateTotals(states, transitions, events(), hash, goesRound, cut, ends);
  }
}
