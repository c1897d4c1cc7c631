package dev.faultline.examples.flp;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Randomised consensus on 0 or 1 of n processes of which f &lt; n/2 may crash (Ben-Or, PODC 1983,
 * protocol A): it waits for no one in particular and has no timeouts. Who sees a majority for a
 * value proposes it; who sees f + 1 proposals decides; who sees none tosses a coin. In the end the
 * coins fall alike, with probability one.
 */
final class BenOr implements Process {
  private sealed interface Message {
    /** The first step of a round: what the sender holds. */
    record Report(int round, int value) implements Message {}

    /** The second step: what a majority reported, or null. */
    record Proposal(int round, @Nullable Integer value) implements Message {}

    record Decided(int round, int value) implements Message {}
  }

  private final List<String> names;
  private final int maxFaulty;
  private final Decisions decisions;

  private int value;
  private int round = 1;
  private boolean proposing;
  private boolean decided;

  /** By round and sender: some are ahead of this process. */
  private final SortedMap<Integer, SortedMap<String, Message.Report>> reports = new TreeMap<>();

  private final SortedMap<Integer, SortedMap<String, Message.Proposal>> proposals = new TreeMap<>();

  BenOr(List<String> names, int maxFaulty, int value, Decisions decisions) {
    this.names = names;
    this.maxFaulty = maxFaulty;
    this.value = value;
    this.decisions = decisions;
  }

  @Override
  public int round() {
    return round;
  }

  @Override
  public boolean decided() {
    return decided;
  }

  @Override
  public void start(Env env) {
    Process.toAll(env, names, new Message.Report(round, value));
  }

  @Override
  public void receive(Env env, Address from, Object received) {
    if (decided) {
      return;
    }
    switch ((Message) received) {
      case Message.Report r ->
          reports.computeIfAbsent(r.round(), unseen -> new TreeMap<>()).put(from.name(), r);
      case Message.Proposal p ->
          proposals.computeIfAbsent(p.round(), unseen -> new TreeMap<>()).put(from.name(), p);
      case Message.Decided d -> decide(env, d.value(), d.round());
    }
    while (!decided && step(env)) {
      // What has already arrived may suffice for several steps.
    }
  }

  /** Takes a step if enough has arrived for it. */
  private boolean step(Env env) {
    int enough = names.size() - maxFaulty;
    if (!proposing) {
      SortedMap<String, Message.Report> heard = reports.getOrDefault(round, new TreeMap<>());
      if (heard.size() < enough) {
        return false;
      }
      proposing = true;
      Process.toAll(env, names, new Message.Proposal(round, majority(heard)));
      return true;
    }
    SortedMap<String, Message.Proposal> heard = proposals.getOrDefault(round, new TreeMap<>());
    if (heard.size() < enough) {
      return false;
    }
    conclude(env, heard);
    return true;
  }

  private @Nullable Integer majority(SortedMap<String, Message.Report> heard) {
    long ones = heard.values().stream().filter(report -> report.value() == 1).count();
    if (2 * ones > names.size()) {
      return 1;
    }
    return 2 * (heard.size() - ones) > names.size() ? 0 : null;
  }

  /** Two processes never propose different values in one round: each saw a majority for its own. */
  private void conclude(Env env, SortedMap<String, Message.Proposal> heard) {
    Integer proposed = null;
    int count = 0;
    for (Message.Proposal proposal : heard.values()) {
      if (proposal.value() != null) {
        proposed = proposal.value();
        count++;
      }
    }
    if (proposed != null && count > maxFaulty) {
      decide(env, proposed, round);
      return;
    }
    value = proposed != null ? proposed : env.random().nextInt(2);
    round++;
    proposing = false;
    Process.toAll(env, names, new Message.Report(round, value));
  }

  private void decide(Env env, int decision, int inRound) {
    decided = true;
    decisions.add(decision, inRound);
    Process.toAll(env, names, new Message.Decided(inRound, decision));
  }
}
