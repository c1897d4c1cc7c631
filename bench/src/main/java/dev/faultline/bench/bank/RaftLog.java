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
 * Raft with its log, one entry a message: what was committed is in the log of every later leader.
 * An entry is told by its place in the log and the term of the leader that appended it.
 */
final class RaftLog {
  private static final int SERVERS = 3;
  private static final long TICK = 10_000_000;

  private RaftLog() {}

  static List<Planted> bugs() {
    return List.of(
        new Planted(
            "entry of an old term committed by counting",
            "Ongaro, Ousterhout: In Search of an Understandable Consensus Algorithm (USENIX ATC"
                + " 2014), figure 8",
            (stage, planted) -> {
              Committed committed = new Committed(stage);
              stage.nodes(SERVERS, "n", () -> new Server(committed, planted));
            }));
  }

  private record Kept(int term, String vote, List<Integer> log) {}

  private record Request(int term, int length, int lastTerm) {}

  private record Vote(int term) {}

  /**
   * From the leader.
   *
   * @param previous how many entries come before {@code entry}
   * @param previousTerm of the last of those
   * @param entry the term of the entry; 0 for none
   */
  private record Append(int term, int previous, int previousTerm, int entry, int committed) {}

  /**
   * To the leader.
   *
   * @param length how much of the log is the leader's; the most that may be, where it does not fit
   */
  private record Appended(int term, int length, boolean fits) {}

  /** What was ever committed; the experiment's own record. */
  private static final class Committed {
    private record Entry(int term, int committedIn) {}

    private final Stage stage;
    private final List<Entry> entries = new ArrayList<>();

    Committed(Stage stage) {
      this.stage = stage;
    }

    void commit(String server, int inTerm, List<Integer> log, int length) {
      for (int i = 0; i < length; i++) {
        if (i == entries.size()) {
          entries.add(new Entry(log.get(i), inTerm));
        }
        Entry known = entries.get(i);
        stage.require(
            known.term() == log.get(i),
            "entry "
                + (i + 1)
                + " was committed as one of term "
                + known.term()
                + ", and by "
                + server
                + " as one of term "
                + log.get(i));
        entries.set(i, new Entry(known.term(), Math.min(known.committedIn(), inTerm)));
      }
    }

    void leads(String server, int term, List<Integer> log) {
      for (int i = 0; i < entries.size(); i++) {
        Entry known = entries.get(i);
        stage.require(
            term <= known.committedIn() || i < log.size() && log.get(i) == known.term(),
            server
                + " leads in term "
                + term
                + " without entry "
                + (i + 1)
                + " of term "
                + known.term()
                + ", which was committed in term "
                + known.committedIn());
      }
    }
  }

  private static final class Server implements Node {
    private final Committed committed;
    private final boolean planted;
    private int term;
    private String vote = "";
    private final List<Integer> log = new ArrayList<>();
    private boolean standing;
    private boolean leading;
    private int length;
    private int patience;
    private final Set<String> votes = new TreeSet<>();
    private final Map<String, Integer> next = new TreeMap<>();
    private final Map<String, Integer> matches = new TreeMap<>();

    Server(Committed committed, boolean planted) {
      this.committed = committed;
      this.planted = planted;
    }

    @Override
    public void start(Env env) {
      if (env.store().get("kept") instanceof Kept kept) {
        term = kept.term();
        vote = kept.vote();
        log.addAll(kept.log());
      }
      isPatient(env);
      env.timer(TICK, "tick");
      env.timer(TICK, "write");
    }

    private void isPatient(Env env) {
      patience = 2 + env.random().nextInt(4);
    }

    private void keep(Env env) {
      env.store().put("kept", new Kept(term, vote, List.copyOf(log)));
      env.store().sync();
    }

    private int lastTerm(int length) {
      return length == 0 ? 0 : log.get(length - 1);
    }

    private List<Address> others(Env env) {
      List<Address> others = new ArrayList<>();
      for (int i = 1; i <= SERVERS; i++) {
        Address each = env.address("n" + i);
        if (!each.equals(env.self())) {
          others.add(each);
        }
      }
      return others;
    }

    @Override
    public void timer(Env env, Object tag) {
      if (tag.equals("write")) {
        // Somebody's write comes; it goes out with the next tick.
        env.timer((5 + env.random().nextInt(20)) * 1_000_000L, "write");
        if (leading) {
          log.add(term);
          keep(env);
        }
        return;
      }
      env.timer(TICK, "tick");
      if (leading) {
        others(env).forEach(each -> append(env, each));
      } else if (--patience <= 0) {
        isPatient(env);
        follow(term + 1);
        vote = env.self().name();
        keep(env);
        standing = true;
        votes.add(vote);
        others(env)
            .forEach(each -> env.send(each, new Request(term, log.size(), lastTerm(log.size()))));
      }
    }

    private void follow(int newer) {
      if (newer > term) {
        term = newer;
        vote = "";
      }
      standing = false;
      leading = false;
      votes.clear();
    }

    private void append(Env env, Address to) {
      int previous = next.getOrDefault(to.name(), 0);
      int entry = previous < log.size() ? log.get(previous) : 0;
      env.send(to, new Append(term, previous, lastTerm(previous), entry, length));
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      switch (message) {
        case Request request -> {
          hears(request.term());
          boolean mayLead =
              request.lastTerm() > lastTerm(log.size())
                  || request.lastTerm() == lastTerm(log.size()) && request.length() >= log.size();
          if (request.term() == term && mayLead && (vote.isEmpty() || vote.equals(from.name()))) {
            vote = from.name();
            keep(env);
            isPatient(env);
            env.send(from, new Vote(term));
          }
        }
        case Vote(var given) -> {
          hears(given);
          if (given == term && standing) {
            votes.add(from.name());
            if (2 * votes.size() > SERVERS) {
              lead(env);
            }
          }
        }
        case Append append -> {
          hears(append.term());
          if (append.term() == term) {
            follow(term);
            isPatient(env);
            env.send(from, take(env, append));
          }
        }
        case Appended(var heard, var there, var fits) -> {
          hears(heard);
          if (leading && heard == term) {
            answered(env, from, there, fits);
          }
        }
        default -> {}
      }
    }

    private void hears(int other) {
      if (other > term) {
        follow(other);
      }
    }

    private void lead(Env env) {
      standing = false;
      leading = true;
      committed.leads(env.self().name(), term, log);
      next.clear();
      matches.clear();
      others(env)
          .forEach(each -> {
            next.put(each.name(), log.size());
            append(env, each);
          });
    }

    private Appended take(Env env, Append append) {
      int previous = append.previous();
      if (previous > log.size() || lastTerm(previous) != append.previousTerm()) {
        return new Appended(term, Math.min(log.size(), previous - 1), false);
      }
      int matched = previous;
      if (append.entry() > 0) {
        matched++;
        if (log.size() < matched || log.get(previous) != append.entry()) {
          log.subList(previous, log.size()).clear();
          log.add(append.entry());
        }
      }
      keep(env);
      commit(env, Math.min(append.committed(), matched));
      return new Appended(term, matched, true);
    }

    private void answered(Env env, Address from, int there, boolean fits) {
      if (!fits) {
        next.merge(from.name(), there, Math::min);
        append(env, from);
        return;
      }
      matches.merge(from.name(), there, Math::max);
      next.put(from.name(), matches.getOrDefault(from.name(), 0));
      for (int n = log.size(); n > length; n--) {
        int have = n;
        long others = matches.values().stream().filter(match -> match >= have).count();
        if (2 * (others + 1) > SERVERS && (planted || log.get(n - 1) == term)) {
          commit(env, n);
        }
      }
      if (there < log.size()) {
        append(env, from);
      }
    }

    private void commit(Env env, int upTo) {
      if (upTo > length) {
        length = upTo;
        committed.commit(env.self().name(), term, log, length);
      }
    }
  }
}
