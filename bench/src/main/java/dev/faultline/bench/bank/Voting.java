package dev.faultline.bench.bank;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Elections by majority, as in Raft without its log: at most one leader in a term, whatever
 * happens.
 */
final class Voting {
  private Voting() {}

  private enum Flaw {
    NONE,
    VOTE_NOT_PERSISTED,
    VOTE_BEFORE_SYNC,
    DUPLICATES_COUNTED,
    STALE_VOTES_COUNTED,
    HALF_IS_ENOUGH,
    ONE_STEP_CHANGE,
    TIMER_NOT_CANCELLED,
    VOTES_TWICE
  }

  static List<Planted> bugs() {
    return List.of(
        bug(
            "vote not persisted",
            "Ongaro, Ousterhout: In Search of an Understandable Consensus Algorithm (USENIX ATC"
                + " 2014), figure 2",
            3,
            Flaw.VOTE_NOT_PERSISTED),
        bug(
            "vote sent before sync",
            "Alagappan et al.: Protocol-Aware Recovery for Consensus-Based Storage (FAST 2018)",
            3,
            Flaw.VOTE_BEFORE_SYNC),
        bug(
            "votes counted, not voters",
            "Chandra, Griesemer, Redstone: Paxos Made Live (PODC 2007)",
            5,
            Flaw.DUPLICATES_COUNTED),
        bug(
            "late vote counted",
            "Lamport: The Part-Time Parliament (TOCS 1998): a vote belongs to one ballot",
            5,
            Flaw.STALE_VOTES_COUNTED),
        bug(
            "quorum off by one",
            "Gifford: Weighted Voting for Replicated Data (SOSP 1979)",
            4,
            Flaw.HALF_IS_ENOUGH),
        bug(
            "membership change in one step",
            "Ongaro, Ousterhout (USENIX ATC 2014), section 6, figure 10",
            5,
            Flaw.ONE_STEP_CHANGE),
        bug(
            "timer not cancelled after step-down",
            "Howard, Abraham: Raft does not Guarantee Liveness in the face of Network Faults"
                + " (2020); timers of etcd before 3.4",
            3,
            Flaw.TIMER_NOT_CANCELLED),
        bug(
            "second vote for a later request",
            "Garcia-Molina: Elections in a Distributed Computing System (IEEE TC 1982)",
            3,
            Flaw.VOTES_TWICE));
  }

  private static Planted bug(String name, String source, int voters, Flaw flaw) {
    return new Planted(
        name,
        source,
        (stage, planted) -> {
          Map<Integer, String> leaders = new TreeMap<>();
          stage.nodes(
              voters,
              "n",
              () -> new Voter(stage, voters, planted ? flaw : Flaw.NONE, flaw, leaders));
          if (flaw == Flaw.ONE_STEP_CHANGE) {
            stage.client("admin", new Admin(voters, planted));
          }
        });
  }

  private record Kept(int term, String vote) {}

  private record Request(int term) {}

  private record Vote(int term) {}

  private record Lead(int term) {}

  /** It is time to ask those again who have not answered in this term. */
  private record Unanswered(int term) {}

  /** The old members, or none any more, and the new ones, or none yet. */
  private record Members(Set<String> before, Set<String> after) {
    boolean agree(Set<String> voters) {
      return majority(before, voters) && majority(after, voters);
    }

    private static boolean majority(Set<String> members, Set<String> voters) {
      return members.isEmpty()
          || 2 * members.stream().filter(voters::contains).count() > members.size();
    }
  }

  private static Set<String> names(int from, int to) {
    Set<String> names = new TreeSet<>();
    for (int i = from; i <= to; i++) {
      names.add("n" + i);
    }
    return names;
  }

  private static final class Voter implements Node {
    private final Stage stage;
    private final int voters;
    private final Flaw flaw;
    private final Map<Integer, String> leaders;
    private Members members;
    private Kept kept = new Kept(0, "");
    private boolean leading;
    private int lastLed;
    private final Set<String> granted = new TreeSet<>();
    private int votes;

    Voter(Stage stage, int voters, Flaw flaw, Flaw kind, Map<Integer, String> leaders) {
      this.stage = stage;
      this.voters = voters;
      this.flaw = flaw;
      this.leaders = leaders;
      members =
          new Members(kind == Flaw.ONE_STEP_CHANGE ? names(1, 3) : names(1, voters), Set.of());
    }

    @Override
    public void start(Env env) {
      if (flaw != Flaw.VOTE_NOT_PERSISTED && env.store().get("kept") instanceof Kept found) {
        kept = found;
      }
      if (env.store().get("members") instanceof Members found) {
        members = found;
      }
      patience(env);
    }

    private void patience(Env env) {
      env.timer((20 + env.random().nextInt(60)) * 1_000_000L, "patience");
    }

    private void keep(Env env, int term, String vote) {
      if (term > kept.term()) {
        leading = false;
      }
      kept = new Kept(term, vote);
      env.store().put("kept", kept);
    }

    private void leads(Env env, int term) {
      String other = leaders.putIfAbsent(term, env.self().name());
      stage.require(
          other == null || other.equals(env.self().name()),
          "term " + term + " has two leaders, " + other + " and " + env.self().name());
      for (int i = 1; i <= voters; i++) {
        env.send(env.address("n" + i), new Lead(term));
      }
    }

    @Override
    public void timer(Env env, Object tag) {
      if (tag instanceof Unanswered(var term)) {
        if (!leading && term == kept.term()) {
          ask(env);
        }
        return;
      }
      if (tag.equals("lead")) {
        if (leading && kept.term() == lastLed) {
          leads(env, kept.term());
          env.timer(20_000_000L, "lead");
        } else if (flaw == Flaw.TIMER_NOT_CANCELLED) {
          leads(env, kept.term());
        }
        return;
      }
      if (!leading) {
        keep(env, kept.term() + 1, env.self().name());
        env.store().sync();
        granted.clear();
        votes = 0;
        counted(env, env.self().name());
        ask(env);
      }
      patience(env);
    }

    /** Requests are sent until they are answered, or the term is over. */
    private void ask(Env env) {
      for (int i = 1; i <= voters; i++) {
        if (!granted.contains("n" + i)) {
          env.send(env.address("n" + i), new Request(kept.term()));
        }
      }
      env.timer(10_000_000L, new Unanswered(kept.term()));
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      switch (message) {
        case Request(var term) -> requested(env, from, term);
        case Vote(var term) -> {
          boolean current = term == kept.term() && kept.vote().equals(env.self().name());
          if (!leading && (current || flaw == Flaw.STALE_VOTES_COUNTED)) {
            counted(env, from.name());
          }
        }
        case Lead(var term) -> {
          if (term > kept.term()) {
            keep(env, term, "");
            env.store().sync();
          }
        }
        case Members changed -> {
          members = changed;
          env.store().put("members", members);
          env.store().sync();
          env.send(from, changed);
        }
        default -> {}
      }
    }

    private void requested(Env env, Address from, int term) {
      boolean free = kept.vote().isEmpty() || kept.vote().equals(from.name());
      if (flaw == Flaw.VOTES_TWICE && !kept.vote().equals(env.self().name())) {
        free = true;
      }
      if (term > kept.term() || (term == kept.term() && free)) {
        keep(env, term, from.name());
        if (flaw == Flaw.VOTE_BEFORE_SYNC) {
          env.send(from, new Vote(term));
          env.store().sync();
        } else {
          env.store().sync();
          env.send(from, new Vote(term));
        }
      }
    }

    private void counted(Env env, String voter) {
      granted.add(voter);
      votes++;
      boolean elected =
          switch (flaw) {
            case DUPLICATES_COUNTED, STALE_VOTES_COUNTED -> votes > voters / 2;
            case HALF_IS_ENOUGH -> granted.size() >= voters / 2;
            default -> members.agree(granted);
          };
      if (elected && !leading) {
        leading = true;
        lastLed = kept.term();
        leads(env, kept.term());
        env.timer(20_000_000L, "lead");
      }
    }
  }

  /** Tells the voters who are members from now on: three of them before, others after. */
  private static final class Admin implements Node {
    private final int voters;
    private final boolean oneStep;
    private final List<String> acknowledged = new ArrayList<>();
    private int phase;

    Admin(int voters, boolean oneStep) {
      this.voters = voters;
      this.oneStep = oneStep;
    }

    private Members change() {
      return switch (phase) {
        case 0 -> new Members(names(1, 3), names(3, voters));
        default -> new Members(Set.of(), names(3, voters));
      };
    }

    @Override
    public void start(Env env) {
      phase = oneStep ? 1 : 0;
      env.timer(300_000_000L, "change");
    }

    @Override
    public void timer(Env env, Object tag) {
      if (acknowledged.size() == voters && phase == 0) {
        phase = 1;
        acknowledged.clear();
      }
      for (int i = 1; i <= voters; i++) {
        if (!acknowledged.contains("n" + i)) {
          env.send(env.address("n" + i), change());
        }
      }
      env.timer(100_000_000L, "again");
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      if (message.equals(change()) && !acknowledged.contains(from.name())) {
        acknowledged.add(from.name());
      }
    }
  }
}
