package dev.faultline.explore.campaign;

import dev.faultline.core.SystemModel;
import dev.faultline.explore.CampaignResult.FaultCount;
import dev.faultline.explore.FaultKind;
import dev.faultline.explore.FaultMix;
import dev.faultline.explore.tape.Departure;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.FaultRates;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How often each kind of fault struck in the worlds of a campaign. Guarded by its campaign. */
public final class FaultTally {
  private static final class Count {
    private long times;
    private int worlds;
  }

  /** By kind: a {@link FaultKind} or a {@link Decision}. */
  private final Map<Enum<?>, Count> counts = new LinkedHashMap<>();

  /** What the program itself played, by its name. */
  private final Map<String, Count> byHand = new LinkedHashMap<>();

  /** Of the first world: the worlds of one program declare one model. */
  private @Nullable SystemModel model;

  /** What the mix and the model allow, where that came from another JVM. */
  private @Nullable List<String> allowed;

  /** Takes what struck in the worlds that follow. */
  void append(FaultTally next) {
    model = model == null ? next.model : model;
    allowed = allowed == null ? next.allowed : allowed;
    next.counts.forEach((kind, more) -> {
      Count count = counts.computeIfAbsent(kind, absent -> new Count());
      count.times += more.times;
      count.worlds += more.worlds;
    });
    next.byHand.forEach((kind, more) -> addByHand(kind, more.times, more.worlds));
  }

  private void addByHand(String kind, long times, int worlds) {
    Count count = byHand.computeIfAbsent(kind, absent -> new Count());
    count.times += times;
    count.worlds += worlds;
  }

  /** Writes all down. */
  void write(PartCodec.Out out, FaultMix mix) throws IOException {
    out.number(counts.size());
    for (Map.Entry<Enum<?>, Count> entry : counts.entrySet()) {
      out.flag(entry.getKey() instanceof Decision);
      out.text(entry.getKey().name());
      out.wide(entry.getValue().times);
      out.number(entry.getValue().worlds);
    }
    out.number(byHand.size());
    for (Map.Entry<String, Count> entry : byHand.entrySet()) {
      out.text(entry.getKey());
      out.wide(entry.getValue().times);
      out.number(entry.getValue().worlds);
    }
    List<String> possible = allowed(mix);
    out.flag(possible != null);
    if (possible != null) {
      out.texts(possible);
    }
  }

  /** Reads what was written, into a tally that is empty. */
  void read(PartCodec.In in) throws IOException {
    for (int left = in.number(); left > 0; left--) {
      boolean decision = in.flag();
      String name = in.text();
      Count count = new Count();
      count.times = in.wide();
      count.worlds = in.number();
      counts.put(decision ? Decision.valueOf(name) : FaultKind.valueOf(name), count);
    }
    for (int left = in.number(); left > 0; left--) {
      String kind = in.text();
      long times = in.wide();
      addByHand(kind, times, in.number());
    }
    allowed = in.flag() ? in.texts() : null;
  }

  void add(WorldRun run) {
    if (model == null) {
      model = run.declared();
    }
    Set<Enum<?>> here = new LinkedHashSet<>();
    for (Departure departure : run.tape().departures()) {
      Enum<?> kind = kind(departure);
      if (kind != null) {
        Count count = counts.computeIfAbsent(kind, absent -> new Count());
        count.times++;
        if (here.add(kind)) {
          count.worlds++;
        }
      }
    }
    run.result().byHand().forEach((kind, times) -> addByHand(kind, times, 1));
  }

  private static @Nullable Enum<?> kind(Departure departure) {
    return switch (departure) {
      case Departure.Faulted(var subject, var ordinal, var fault) -> FaultKind.of(fault);
      case Departure.Struck(var kind, var subject, var ordinal) ->
          switch (kind.role()) {
            case MESSAGE, FAULT, STORAGE ->
                kind == Decision.COPY_RECEIVE_OMISSION ? Decision.RECEIVE_OMISSION : kind;
            case LEFT_OUT, DETAIL -> null;
          };
      case Departure.Chosen chosen -> null;
    };
  }

  /** Omissions are counted as faults of a node, and again message by message. */
  private static String name(Enum<?> kind) {
    return kind instanceof Decision decision
        ? switch (decision) {
          case SEND_OMISSION -> "message not sent";
          case RECEIVE_OMISSION, COPY_RECEIVE_OMISSION -> "message not received";
          case LIE -> "message that lies";
          case OPERATION_LOST -> "unsynced operation lost";
          case OPERATION_TORN -> "unsynced operation torn";
          case OLD_BYTES_SHOWN -> "old bytes shown";
          case NEIGHBOURS_DAMAGED -> "neighbours of a write damaged";
          default -> words(kind);
        }
        : words(kind);
  }

  private static String words(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** The kind that struck most often first. */
  public List<FaultCount> counts() {
    List<FaultCount> list = new ArrayList<>();
    counts.forEach(
        (kind, count) -> list.add(new FaultCount(name(kind), count.times, count.worlds)));
    byHand.forEach(
        (kind, count) -> list.add(new FaultCount(kind + " by hand", count.times, count.worlds)));
    list.sort(
        Comparator.comparingLong(FaultCount::times).reversed().thenComparing(FaultCount::kind));
    return list;
  }

  /** What the mix and the model allow, and what struck in no world. */
  public List<String> neverStruck(FaultMix mix) {
    List<String> possible = allowed(mix);
    if (possible == null) {
      return new ArrayList<>();
    }
    List<String> never = new ArrayList<>(possible);
    counts.keySet().forEach(kind -> never.remove(name(kind)));
    return never;
  }

  private @Nullable List<String> allowed(FaultMix mix) {
    SystemModel declared = model;
    return declared == null ? allowed : possible(mix, declared);
  }

  /** Whether any fault may strike that the mix and the model allow. */
  public static boolean anyPossible(FaultMix mix, SystemModel declared) {
    return !possible(mix, declared).isEmpty();
  }

  private static List<String> possible(FaultMix mix, SystemModel declared) {
    List<String> possible = new ArrayList<>();
    FaultRates rates = mix.rates();
    if (mix.chance() > 0 && !rates.faultInterval().isZero()) {
      for (FaultKind kind : mix.kinds()) {
        if (kind.possible(declared)) {
          possible.add(name(kind));
        }
      }
    }
    if (declared.links().loss() && rates.loss() > 0) {
      possible.add(name(Decision.LOSS));
    }
    if (declared.links().duplication() && rates.duplication() > 0) {
      possible.add(name(Decision.DUPLICATION));
    }
    if (declared.links().corruption() && rates.corruption() > 0) {
      possible.add(name(Decision.CORRUPTION));
    }
    return possible;
  }
}
