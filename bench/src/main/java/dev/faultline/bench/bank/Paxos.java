package dev.faultline.bench.bank;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Paxos with three acceptors and two proposers: at most one value is chosen in each instance. Every
 * four ballots are an instance of their own: what goes wrong mostly does in its first ones.
 */
final class Paxos {
  private Paxos() {}

  private enum Flaw {
    NONE,
    PROMISE_NOT_PERSISTED,
    ACCEPTED_IGNORED,
    OLD_BALLOTS_ACCEPTED,
    ANY_ACCEPTED_VALUE,
    BALLOT_USED_TWICE
  }

  static List<Planted> bugs() {
    return List.of(
        bug(
            "promise not persisted",
            "Chandra, Griesemer, Redstone: Paxos Made Live (PODC 2007), 5.1",
            Flaw.PROMISE_NOT_PERSISTED),
        bug(
            "accepted value ignored",
            "Lamport: Paxos Made Simple (2001), P2c",
            Flaw.ACCEPTED_IGNORED),
        bug(
            "old ballot accepted",
            "Lamport: Paxos Made Simple (2001), P1a",
            Flaw.OLD_BALLOTS_ACCEPTED),
        bug(
            "not the value of the highest ballot",
            "Michael et al.: Recovering Shared Objects Without Stable Storage (DISC 2017), on"
                + " published errors; Lamport (2001), P2c",
            Flaw.ANY_ACCEPTED_VALUE),
        bug(
            "ballot used twice",
            "van Renesse, Altinbuken: Paxos Made Moderately Complex (CSUR 2015), 2.1",
            Flaw.BALLOT_USED_TWICE));
  }

  private record Prepare(int ballot) {}

  private record Promise(int ballot, int accepted, @Nullable String value) {}

  private record Accept(int ballot, String value) {}

  private record Accepted(int ballot) {}

  /** It is time to ask those again who have not answered in this ballot. */
  private record Unanswered(int ballot) {}

  private record Kept(int promised, int accepted, @Nullable String value) {}

  /** What has been accepted by whom, and so what is chosen. */
  private static final class Truth {
    private final Map<String, Set<String>> acceptors = new TreeMap<>();
    private final Map<Integer, Set<String>> chosenIn = new TreeMap<>();

    void accepted(Stage stage, String acceptor, int ballot, String value) {
      Set<String> all = acceptors.computeIfAbsent(ballot + " " + value, none -> new TreeSet<>());
      all.add(acceptor);
      if (all.size() >= 2) {
        Set<String> chosen = chosenIn.computeIfAbsent(instance(ballot), none -> new TreeSet<>());
        chosen.add(value);
        stage.require(chosen.size() == 1, "two values are chosen: " + chosen);
      }
    }
  }

  private static int instance(int ballot) {
    return ballot / 4;
  }

  private static Planted bug(String name, String source, Flaw kind) {
    return new Planted(
        name,
        source,
        (stage, planted) -> {
          Flaw flaw = planted ? kind : Flaw.NONE;
          Truth truth = new Truth();
          List<Address> acceptors = stage.nodes(3, "a", () -> new Acceptor(stage, flaw, truth));
          stage.nodes(2, "p", () -> new Proposer(flaw, acceptors));
        });
  }

  private static final class Acceptor implements Node {
    private final Stage stage;
    private final Flaw flaw;
    private final Truth truth;
    private final Map<Integer, Kept> instances = new TreeMap<>();

    Acceptor(Stage stage, Flaw flaw, Truth truth) {
      this.stage = stage;
      this.flaw = flaw;
      this.truth = truth;
    }

    @Override
    public void start(Env env) {
      env.store()
          .range("kept", "kept~")
          .forEach((key, kept) -> instances.put(Integer.parseInt(key.substring(4)), (Kept) kept));
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      switch (message) {
        case Prepare(var ballot) -> {
          Kept kept = kept(ballot);
          if (ballot >= kept.promised()) {
            Kept now = new Kept(ballot, kept.accepted(), kept.value());
            instances.put(instance(ballot), now);
            if (flaw != Flaw.PROMISE_NOT_PERSISTED) {
              keep(env, ballot);
            }
            env.send(from, new Promise(ballot, kept.accepted(), kept.value()));
          }
        }
        case Accept(var ballot, var value) -> {
          Kept kept = kept(ballot);
          if (ballot >= kept.promised() || flaw == Flaw.OLD_BALLOTS_ACCEPTED) {
            instances.put(
                instance(ballot), new Kept(Math.max(ballot, kept.promised()), ballot, value));
            keep(env, ballot);
            truth.accepted(stage, env.self().name(), ballot, value);
            env.send(from, new Accepted(ballot));
          }
        }
        default -> {}
      }
    }

    private Kept kept(int ballot) {
      return instances.getOrDefault(instance(ballot), new Kept(0, 0, null));
    }

    private void keep(Env env, int ballot) {
      env.store().put("kept" + instance(ballot), kept(ballot));
      env.store().sync();
    }
  }

  private static final class Proposer implements Node {
    private final Flaw flaw;
    private final List<Address> acceptors;
    private int ballot;
    private int highest;
    private String value = "";
    private final Set<String> answers = new TreeSet<>();
    private boolean accepting;

    Proposer(Flaw flaw, List<Address> acceptors) {
      this.flaw = flaw;
      this.acceptors = acceptors;
    }

    @Override
    public void start(Env env) {
      int first = env.self().name().equals("p1") ? 1 : 2;
      ballot = env.store().get("ballot") instanceof Integer kept ? kept : first;
      env.timer((1 + env.random().nextInt(20)) * 1_000_000L, "propose");
    }

    @Override
    public void timer(Env env, Object tag) {
      if (tag instanceof Unanswered(var late)) {
        if (late == ballot && answers.size() < 2) {
          ask(env);
        }
        return;
      }
      ballot += 2;
      if (flaw != Flaw.BALLOT_USED_TWICE) {
        keep(env);
      }
      answers.clear();
      accepting = false;
      highest = 0;
      // Another incarnation wants another value.
      value = env.self().name() + "." + env.incarnation();
      ask(env);
      env.timer((20 + env.random().nextInt(60)) * 1_000_000L, "propose");
    }

    /** Requests are sent until most acceptors have answered them, or the ballot is over. */
    private void ask(Env env) {
      for (Address each : acceptors) {
        if (!answers.contains(each.name())) {
          env.send(each, accepting ? new Accept(ballot, value) : new Prepare(ballot));
        }
      }
      env.timer(10_000_000L, new Unanswered(ballot));
    }

    private void keep(Env env) {
      env.store().put("ballot", ballot);
      env.store().sync();
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      if (message instanceof Accepted(var of) && of == ballot && accepting) {
        answers.add(from.name());
      }
      if (message instanceof Promise(var of, var accepted, var chosen)
          && of == ballot
          && !accepting
          && answers.add(from.name())) {
        boolean newer = flaw == Flaw.ANY_ACCEPTED_VALUE || accepted > highest;
        if (chosen != null && newer && flaw != Flaw.ACCEPTED_IGNORED) {
          highest = accepted;
          value = chosen;
        }
        if (answers.size() == 2) {
          accepting = true;
          answers.clear();
          ask(env);
          if (flaw == Flaw.BALLOT_USED_TWICE) {
            keep(env);
          }
        }
      }
    }
  }
}
