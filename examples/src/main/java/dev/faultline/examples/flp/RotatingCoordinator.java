package dev.faultline.examples.flp;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Deterministic consensus with a coordinator that changes from round to round, after Chandra and
 * Toueg (JACM 1996, figure 6) with Dwork, Lynch and Stockmeyer's growing timeouts (JACM 1988) in
 * the place of a failure detector: who hears nothing in time goes on to the next round. A
 * coordinator proposes the newest estimate of a majority, and decides once a majority has adopted
 * it; so whatever is decided is the only value that later coordinators can propose.
 */
final class RotatingCoordinator implements Process {
  private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(60);
  private static final Duration LONGER_EACH_ROUND = Duration.ofMillis(20);

  private sealed interface Message {
    int round();

    /** What the sender holds, and in which round it adopted that. */
    record Estimate(int round, int value, int adoptedIn) implements Message {}

    record Proposal(int round, int value) implements Message {}

    record Adopted(int round) implements Message {}

    record Decided(int round, int value) implements Message {}
  }

  private final List<String> names;
  private final Decisions decisions;

  private int estimate;
  private int adoptedIn;
  private int round;
  private boolean decided;

  /** What the coordinator of the round has heard. */
  private final SortedMap<String, Message.Estimate> estimates = new TreeMap<>();

  private final SortedSet<String> adopters = new TreeSet<>();
  private boolean proposed;
  private int proposal;

  RotatingCoordinator(List<String> names, int estimate, Decisions decisions) {
    this.names = names;
    this.estimate = estimate;
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
    enter(env, 1);
  }

  private void enter(Env env, int next) {
    round = next;
    estimates.clear();
    adopters.clear();
    proposed = false;
    env.signal("round", round);
    env.send(coordinator(env), new Message.Estimate(round, estimate, adoptedIn));
    env.timer(SHORTEST_TIMEOUT.plus(LONGER_EACH_ROUND.multipliedBy(round)), round);
  }

  private Address coordinator(Env env) {
    return env.address(names.get(round % names.size()));
  }

  @Override
  public void timer(Env env, Object tag) {
    if (!decided && tag.equals(round)) {
      enter(env, round + 1);
    }
  }

  @Override
  public void receive(Env env, Address from, Object received) {
    Message message = (Message) received;
    if (decided) {
      if (!(message instanceof Message.Decided)) {
        env.send(from, new Message.Decided(round, estimate));
      }
      return;
    }
    if (message.round() > round && !(message instanceof Message.Decided)) {
      enter(env, message.round());
    }
    switch (message) {
      case Message.Estimate e when e.round() == round -> heard(env, from, e);
      case Message.Proposal p when p.round() == round -> adopt(env, from, p);
      case Message.Adopted a when a.round() == round -> adopted(env, from);
      case Message.Decided d -> decide(d.value());
      case Message late -> {}
    }
  }

  private void heard(Env env, Address from, Message.Estimate heard) {
    estimates.put(from.name(), heard);
    if (!proposed && isMajority(estimates.size())) {
      Message.Estimate newest = heard;
      for (Message.Estimate each : estimates.values()) {
        newest = each.adoptedIn() > newest.adoptedIn() ? each : newest;
      }
      proposed = true;
      proposal = newest.value();
      Process.toAll(env, names, new Message.Proposal(round, proposal));
    }
  }

  private void adopt(Env env, Address from, Message.Proposal adopting) {
    estimate = adopting.value();
    adoptedIn = round;
    env.send(from, new Message.Adopted(round));
  }

  private void adopted(Env env, Address from) {
    adopters.add(from.name());
    if (isMajority(adopters.size())) {
      decide(proposal);
      Process.toAll(env, names, new Message.Decided(round, proposal));
    }
  }

  private void decide(int value) {
    estimate = value;
    decided = true;
    decisions.add(value, round);
  }

  private boolean isMajority(int count) {
    return 2 * count > names.size();
  }
}
