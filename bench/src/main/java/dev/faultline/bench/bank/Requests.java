package dev.faultline.bench.bank;

import dev.faultline.bench.bank.Caller.Answer;
import dev.faultline.bench.bank.Caller.Ask;
import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Requests that come twice, late, or between each other. */
final class Requests {
  private Requests() {}

  static List<Planted> bugs() {
    return List.of(
        new Planted(
            "retry without idempotency",
            "Helland: Idempotence Is Not a Medical Condition (CACM 2012)",
            (stage, planted) -> account(stage, true, planted, false)),
        new Planted(
            "lost dedup",
            "Ongaro: Consensus (2014), 6.3: sessions have to survive with the state",
            (stage, planted) -> account(stage, true, false, planted)),
        new Planted(
            "duplicate delivery assumed away",
            "Saltzer, Reed, Clark: End-to-End Arguments in System Design (TOCS 1984)",
            (stage, planted) -> account(stage, false, planted, false)),
        new Planted(
            "lost update",
            "Berenson et al.: A Critique of ANSI SQL Isolation Levels (SIGMOD 1995), P4",
            Requests::lostUpdate),
        new Planted(
            "check then act",
            "Bailis et al.: Feral Concurrency Control (SIGMOD 2015)",
            Requests::checkThenAct),
        new Planted(
            "write skew",
            "Berenson et al.: A Critique of ANSI SQL Isolation Levels (SIGMOD 1995), A5B",
            Requests::writeSkew),
        new Planted(
            "ABA",
            "IBM System/370 Principles of Operation (1983), appendix on COMPARE AND SWAP",
            Requests::aba));
  }

  static SystemModel noCrash() {
    return SystemModel.partiallySynchronous().fairLossLinks();
  }

  private record Account(long total, long last) {}

  /** Each request adds one; the total must not be more than the requests that there were. */
  private static void account(
      Stage stage, boolean retries, boolean withoutDedup, boolean dedupInMemory) {
    long[] asked = {0};
    Address server =
        stage.node(
            "srv",
            () ->
                new Node() {
                  private Account account = new Account(0, 0);

                  @Override
                  public void start(Env env) {
                    if (env.store().get("account") instanceof Account kept) {
                      account = dedupInMemory ? new Account(kept.total(), 0) : kept;
                    }
                  }

                  @Override
                  public void receive(Env env, Address from, Object message) {
                    if (message instanceof Ask ask) {
                      if (withoutDedup || ask.id() > account.last()) {
                        account = new Account(account.total() + 1, ask.id());
                        env.store().put("account", account);
                        env.store().sync();
                      }
                      stage.require(
                          account.total() <= asked[0],
                          account.total() + " were added, and only " + asked[0] + " asked for");
                      env.send(from, new Answer(ask.id(), account.total()));
                    }
                  }
                });
    Function<Env, @Nullable Object> next = env -> "add " + ++asked[0];
    stage.client(
        "client",
        retries
            ? Caller.retrying(server, next, (ask, total) -> {})
            : Caller.of(server, next, (ask, total) -> {}));
  }

  private record Write(long value, long expected) {}

  /** A register; a write says which version it expects. */
  private static Address register(Stage stage, boolean blind, long[] state) {
    return stage.node(
        "srv",
        () ->
            new Node() {
              @Override
              public void start(Env env) {}

              @Override
              public void receive(Env env, Address from, Object message) {
                if (message instanceof Ask(var client, var id, var what)) {
                  if (what instanceof Write(var value, var expected)) {
                    boolean takes = blind || state[0] == expected;
                    state[0] = takes ? value : state[0];
                    env.send(from, new Answer(id, takes));
                  } else {
                    env.send(from, new Answer(id, state[0]));
                  }
                }
              }
            });
  }

  private static void lostUpdate(Stage stage, boolean planted) {
    stage.world.model(noCrash());
    long[] state = {0};
    long[] done = {0};
    Address server = register(stage, planted, state);
    for (int i = 1; i <= 2; i++) {
      long[] read = {-1};
      stage.client(
          "client" + i,
          Caller.of(
              server,
              env -> read[0] < 0 ? "read" : new Write(read[0] + 1, read[0]),
              (ask, answer) -> {
                if (answer instanceof Long value) {
                  read[0] = value;
                } else {
                  read[0] = -1;
                  done[0] += Boolean.TRUE.equals(answer) ? 1 : 0;
                  stage.require(state[0] >= done[0], done[0] + " increments led to " + state[0]);
                }
              }));
    }
  }

  private record Seat(int number, boolean book) {}

  private static void checkThenAct(Stage stage, boolean planted) {
    stage.world.model(noCrash());
    Map<Integer, String> booked = new TreeMap<>();
    Map<Integer, String> told = new TreeMap<>();
    Address server =
        stage.node(
            "srv",
            () ->
                new Node() {
                  @Override
                  public void start(Env env) {}

                  @Override
                  public void receive(Env env, Address from, Object message) {
                    if (message instanceof Ask(var client, var id, Seat(var number, var book))) {
                      String owner = booked.get(number);
                      boolean free = owner == null || owner.equals(client);
                      if (book && (free || planted)) {
                        booked.put(number, client);
                        free = true;
                      }
                      env.send(from, new Answer(id, free));
                    }
                  }
                });
    for (int i = 1; i <= 2; i++) {
      String me = "client" + i;
      int[] seat = {0};
      boolean[] free = {false};
      stage.client(
          me,
          Caller.of(
              server,
              env -> new Seat(seat[0], free[0]),
              (ask, answer) -> {
                boolean yes = (Boolean) answer;
                if (ask instanceof Seat(var number, var book) && book && yes) {
                  String other = told.put(number, me);
                  stage.require(
                      other == null || other.equals(me), "seat " + number + " was sold twice");
                }
                seat[0] += free[0] || !yes ? 1 : 0;
                free[0] = !free[0] && yes;
              }));
    }
  }

  private record Shift(boolean on) {}

  /** One of two doctors has to be on call. */
  private static void writeSkew(Stage stage, boolean planted) {
    stage.world.model(noCrash());
    Set<String> onCall = new TreeSet<>(List.of("client1", "client2"));
    Address server =
        stage.node(
            "srv",
            () ->
                new Node() {
                  @Override
                  public void start(Env env) {}

                  @Override
                  public void receive(Env env, Address from, Object message) {
                    if (message instanceof Ask(var client, var id, var what)) {
                      if (what instanceof Shift(var on)) {
                        if (on) {
                          onCall.add(client);
                        } else if (planted || onCall.size() > 1) {
                          onCall.remove(client);
                        }
                        stage.require(!onCall.isEmpty(), "nobody is on call");
                      }
                      env.send(from, new Answer(id, List.copyOf(onCall)));
                    }
                  }
                });
    for (int i = 1; i <= 2; i++) {
      String me = "client" + i;
      List<Object> seen = new ArrayList<>();
      stage.client(
          me,
          Caller.of(
              server,
              env -> {
                if (seen.isEmpty()) {
                  return "look";
                }
                boolean off = seen.size() > 1;
                boolean on = !seen.contains(me);
                seen.clear();
                return on ? new Shift(true) : off ? new Shift(false) : "look";
              },
              (ask, answer) -> {
                seen.clear();
                if (ask.equals("look")) {
                  seen.addAll((List<?>) answer);
                }
              }));
    }
  }

  private record Versioned(long value, long version) {}

  private record Swap(Versioned expected, long value) {}

  /** A value that goes back and forth between 0 and 1; a swap must mean that nothing happened. */
  private static void aba(Stage stage, boolean planted) {
    stage.world.model(noCrash());
    Versioned[] state = {new Versioned(0, 0)};
    Address server =
        stage.node(
            "srv",
            () ->
                new Node() {
                  @Override
                  public void start(Env env) {}

                  @Override
                  public void receive(Env env, Address from, Object message) {
                    if (message instanceof Ask(var client, var id, var what)) {
                      Versioned now = state[0];
                      if (what instanceof Swap(var expected, var value)
                          && expected.value() == now.value()
                          && (planted || expected.version() == now.version())) {
                        stage.require(
                            expected.version() == now.version(),
                            "a swap took place over " + (now.version() - expected.version()));
                        state[0] = new Versioned(value, now.version() + 1);
                      }
                      env.send(from, new Answer(id, state[0]));
                    }
                  }
                });
    for (int i = 1; i <= 3; i++) {
      @Nullable Versioned[] read = {null};
      stage.client(
          "client" + i,
          Caller.of(
              server,
              env -> {
                @Nullable Versioned seen = read[0];
                read[0] = null;
                return seen == null ? "read" : new Swap(seen, 1 - seen.value());
              },
              (ask, answer) -> read[0] = ask.equals("read") ? (Versioned) answer : null));
    }
  }
}
