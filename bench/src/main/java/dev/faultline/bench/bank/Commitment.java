package dev.faultline.bench.bank;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Two-phase commit with two participants: all commit, or none does, and nobody waits for ever. */
final class Commitment {
  private Commitment() {}

  private enum Flaw {
    NONE,
    DECISION_NOT_LOGGED,
    VOTE_NOT_LOGGED,
    NOBODY_ASKS,
    ABORTS_ON_TIMEOUT
  }

  static List<Planted> bugs() {
    return List.of(
        bug(
            "commit not logged before it is sent",
            "Bernstein, Hadzilacos, Goodman: Concurrency Control and Recovery (1987), 7.4",
            Flaw.DECISION_NOT_LOGGED),
        bug(
            "prepared, but not on disk",
            "Gray: Notes on Data Base Operating Systems (1978), 5.8.3",
            Flaw.VOTE_NOT_LOGGED),
        bug(
            "uncertain for ever",
            "Skeen: Nonblocking Commit Protocols (SIGMOD 1981)",
            Flaw.NOBODY_ASKS),
        bug(
            "prepared, and aborts on a timeout",
            "Bernstein, Hadzilacos, Goodman (1987), 7.4: the uncertainty period",
            Flaw.ABORTS_ON_TIMEOUT));
  }

  private record Prepare(long tx) {}

  private record Yes(long tx) {}

  private record Ask(long tx) {}

  private record Decision(long tx, boolean commit) {}

  private static Planted bug(String name, String source, Flaw kind) {
    return new Planted(
        name,
        source,
        (stage, planted) -> {
          Flaw flaw = planted ? kind : Flaw.NONE;
          Map<Long, Set<Boolean>> outcomes = new TreeMap<>();
          Set<String> uncertain = new TreeSet<>();
          List<Address> participants =
              stage.nodes(2, "p", () -> new Participant(stage, flaw, outcomes, uncertain));
          Address coordinator =
              stage.node("coordinator", () -> new Coordinator(flaw, participants));
          if (kind == Flaw.NOBODY_ASKS) {
            Duration whole = stage.world.duration();
            stage
                .world
                .healAfter(whole.dividedBy(2))
                .eventually(
                    "nobody stays uncertain",
                    whole.dividedBy(3),
                    () -> noneWaits(stage, coordinator, participants, uncertain));
          }
        });
  }

  /** Nobody who is up is uncertain, unless the coordinator is down for good. */
  private static boolean noneWaits(
      Stage stage, Address coordinator, List<Address> participants, Set<String> uncertain) {
    return stage.world.instance(coordinator) == null
        || participants.stream()
            .filter(each -> stage.world.instance(each) != null)
            .noneMatch(each -> uncertain.stream().anyMatch(u -> u.startsWith(each.name() + " ")));
  }

  private static String key(long tx) {
    return "tx" + (1_000_000 + tx);
  }

  private static final class Coordinator implements Node {
    private final Flaw flaw;
    private final List<Address> participants;
    private long tx;
    private final Set<String> yes = new TreeSet<>();

    Coordinator(Flaw flaw, List<Address> participants) {
      this.flaw = flaw;
      this.participants = participants;
    }

    @Override
    public void start(Env env) {
      tx = env.store().get("tx") instanceof Long kept ? kept : 0;
      env.timer(10_000_000L, "next");
    }

    @Override
    public void timer(Env env, Object tag) {
      if (tx >= 20) {
        // Over: what is not committed by now never will be.
        tx = Math.max(tx, 21);
        env.store().put("tx", tx);
        env.store().sync();
        return;
      }
      tx++;
      yes.clear();
      env.store().put("tx", tx);
      env.store().sync();
      for (Address each : participants) {
        env.send(each, new Prepare(tx));
      }
      env.timer(30_000_000L, "next");
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      switch (message) {
        case Yes(var voted) -> {
          if (voted == tx && yes.add(from.name()) && yes.size() == participants.size()) {
            if (flaw != Flaw.DECISION_NOT_LOGGED) {
              env.store().put(key(tx), true);
              env.store().sync();
            }
            for (Address each : participants) {
              env.send(each, new Decision(tx, true));
            }
            if (flaw == Flaw.DECISION_NOT_LOGGED) {
              env.store().put(key(tx), true);
              env.store().sync();
            }
          }
        }
        case Ask(var asked) -> {
          boolean committed = env.store().get(key(asked)) != null;
          if (committed) {
            env.send(from, new Decision(asked, true));
          } else if (asked != tx || env.incarnation() > 1) {
            // Presumed abort: from now on no vote for it counts.
            if (asked == tx) {
              yes.clear();
              tx = asked + 1;
              env.store().put("tx", tx);
              env.store().sync();
            }
            env.send(from, new Decision(asked, false));
          }
        }
        default -> {}
      }
    }
  }

  private static final class Participant implements Node {
    private final Stage stage;
    private final Flaw flaw;
    private final Map<Long, Set<Boolean>> outcomes;
    private final Set<String> uncertain;
    private final Set<Long> prepared = new TreeSet<>();

    Participant(Stage stage, Flaw flaw, Map<Long, Set<Boolean>> outcomes, Set<String> uncertain) {
      this.stage = stage;
      this.flaw = flaw;
      this.outcomes = outcomes;
      this.uncertain = uncertain;
    }

    @Override
    public void start(Env env) {
      env.store()
          .range("tx", "tx~")
          .forEach((key, state) -> {
            if (state.equals("prepared")) {
              prepared.add(Long.parseLong(key.substring(2)) - 1_000_000);
            }
          });
      // A decision whose sync a crash forestalled may be on the disk all the same.
      uncertain.removeIf(each -> each.startsWith(env.self().name() + " "));
      prepared.forEach(tx -> uncertain.add(env.self().name() + " " + tx));
      env.timer(40_000_000L, "ask");
    }

    @Override
    public void timer(Env env, Object tag) {
      for (long tx : Set.copyOf(prepared).stream().sorted().toList()) {
        if (flaw == Flaw.ABORTS_ON_TIMEOUT) {
          decided(env, tx, false);
        } else if (flaw != Flaw.NOBODY_ASKS) {
          env.send(env.address("coordinator"), new Ask(tx));
        }
      }
      env.timer(40_000_000L, "ask");
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      switch (message) {
        case Prepare(var tx) -> {
          Object state = env.store().get(key(tx));
          if (state != null && !state.equals("prepared")) {
            return;
          }
          prepared.add(tx);
          if (flaw != Flaw.VOTE_NOT_LOGGED) {
            env.store().put(key(tx), "prepared");
            env.store().sync();
          }
          uncertain.add(env.self().name() + " " + tx);
          env.send(from, new Yes(tx));
        }
        case Decision(var tx, var commit) -> {
          Object state = env.store().get(key(tx));
          if (flaw == Flaw.VOTE_NOT_LOGGED && !prepared.contains(tx) && state == null) {
            // It never heard of that transaction, so it has nothing to commit.
            decided(env, tx, false);
          } else if (state == null || state.equals("prepared")) {
            decided(env, tx, commit);
          }
        }
        default -> {}
      }
    }

    private void decided(Env env, long tx, boolean commit) {
      prepared.remove(tx);
      env.store().put(key(tx), commit ? "committed" : "aborted");
      env.store().sync();
      uncertain.remove(env.self().name() + " " + tx);
      Set<Boolean> seen = outcomes.computeIfAbsent(tx, none -> new TreeSet<>());
      seen.add(commit);
      stage.require(seen.size() == 1, "transaction " + tx + " committed here and aborted there");
    }
  }
}
