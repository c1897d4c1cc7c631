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
            Requests::aba),
        new Planted(
            "cancel overtakes its request",
            "Garcia-Molina, Salem: Sagas (SIGMOD 1987); Helland: Life beyond Distributed"
                + " Transactions (CIDR 2007)",
            Requests::cancelOvertakes),
        new Planted(
            "stale set",
            "Nishtala et al.: Scaling Memcache at Facebook (NSDI 2013), 3.2.1",
            Requests::staleSet),
        new Planted(
            "lost wakeup",
            "Birrell: An Introduction to Programming with Threads (1989)",
            Requests::lostWakeup),
        new Planted(
            "offset committed before the work",
            "Kreps, Narkhede, Rao: Kafka (NetDB 2011): at-most-once where at-least-once is meant",
            Requests::offsetFirst));
  }

  private static SystemModel noCrash() {
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

  private record Booking(long trip, boolean cancel) {}

  private static void cancelOvertakes(Stage stage, boolean planted) {
    stage.world.model(SystemModel.asynchronous().links(noCrash().links()));
    Set<Long> booked = new TreeSet<>();
    Set<Long> cancelled = new TreeSet<>();
    Address hotel =
        stage.node(
            "hotel",
            () ->
                new Node() {
                  @Override
                  public void start(Env env) {}

                  @Override
                  public void receive(Env env, Address from, Object message) {
                    if (message instanceof Booking(var trip, var cancel)) {
                      if (cancel) {
                        cancelled.add(trip);
                        booked.remove(trip);
                      } else if (planted || !cancelled.contains(trip)) {
                        booked.add(trip);
                      }
                      stage.require(
                          !booked.contains(trip) || !cancelled.contains(trip),
                          "trip " + trip + " is booked, and it was cancelled");
                    }
                  }
                });
    stage.node(
        "agency",
        () ->
            new Node() {
              private long trip;

              @Override
              public void start(Env env) {
                env.timer(20_000_000L, "book");
              }

              @Override
              public void timer(Env env, Object tag) {
                if (tag instanceof Long late) {
                  env.send(hotel, new Booking(late, true));
                } else {
                  env.send(hotel, new Booking(++trip, false));
                  env.timer(2_000_000L, trip);
                  start(env);
                }
              }
            });
  }

  private record Fill(long version, long lease) {}

  /** A cache beside a database: readers fill it, a writer deletes what it holds. */
  private static void staleSet(Stage stage, boolean planted) {
    stage.world.model(noCrash());
    long[] database = {0};
    long[] cached = {-1};
    long[] lease = {0};
    Address cache =
        stage.node(
            "cache",
            () ->
                new Node() {
                  @Override
                  public void start(Env env) {}

                  @Override
                  public void receive(Env env, Address from, Object message) {
                    if (message instanceof Ask(var client, var id, var what)) {
                      if (what instanceof Fill(var version, var given)) {
                        if (planted || given == lease[0]) {
                          cached[0] = version;
                          stage.require(
                              version >= database[0] || lease[0] == given,
                              "the cache keeps " + version + " and the database " + database[0]);
                        }
                      } else if (what.equals("delete")) {
                        cached[0] = -1;
                        lease[0]++;
                      }
                      env.send(from, new Answer(id, cached[0] < 0 ? -1 - lease[0] : cached[0]));
                    }
                  }
                });
    stage.client(
        "writer",
        Caller.retrying(
            cache,
            env -> {
              database[0]++;
              return "delete";
            },
            (ask, answer) -> {}));
    for (int i = 1; i <= 2; i++) {
      @Nullable Fill[] fill = {null};
      stage.client(
          "reader" + i,
          Caller.of(
              cache,
              env -> {
                @Nullable Fill next = fill[0];
                fill[0] = null;
                return next == null ? "get" : next;
              },
              (ask, answer) -> {
                long value = (Long) answer;
                if (ask.equals("get") && value < 0) {
                  fill[0] = new Fill(database[0], -1 - value);
                }
              }));
    }
  }

  private static void lostWakeup(Stage stage, boolean planted) {
    stage.world.model(noCrash());
    long[] waiting = {0};
    boolean[] asleep = {false};
    long[] wanted = {0};
    Address queue =
        stage.node(
            "queue",
            () ->
                new Node() {
                  @Override
                  public void start(Env env) {}

                  @Override
                  public void receive(Env env, Address from, Object message) {
                    if (message instanceof Ask(var client, var id, var what)) {
                      switch (what.toString()) {
                        case "put" -> {
                          waiting[0]++;
                          wanted[0]++;
                          // Whoever sleeps is woken, by a call that cannot get lost.
                          asleep[0] = false;
                        }
                        case "sleep" -> {
                          asleep[0] = planted || waiting[0] == 0;
                          stage.require(
                              !asleep[0] || waiting[0] == 0,
                              "the worker sleeps, and " + waiting[0] + " wait");
                        }
                        default -> waiting[0] = Math.max(0, waiting[0] - 1);
                      }
                      env.send(from, new Answer(id, waiting[0]));
                    }
                  }
                });
    stage.client("producer", Caller.of(queue, env -> "put", (ask, answer) -> {}));
    boolean[] empty = {false};
    stage.client(
        "worker",
        Caller.of(
            queue,
            env -> asleep[0] ? null : empty[0] ? "sleep" : "take",
            (ask, answer) -> empty[0] = ask.equals("take") && answer.equals(0L)));
  }

  /** A consumer of a log keeps how far it has come, and what it made of it, on its disk. */
  private static void offsetFirst(Stage stage, boolean planted) {
    Address consumer =
        stage.node(
            "consumer",
            () ->
                new Node() {
                  private long offset;

                  @Override
                  public void start(Env env) {
                    offset = env.store().get("offset") instanceof Long kept ? kept : 0;
                  }

                  @Override
                  public void receive(Env env, Address from, Object message) {
                    if (message instanceof Ask ask) {
                      offset++;
                      if (planted) {
                        keep(env, "offset");
                        keep(env, "work" + (1_000_000 + offset));
                      } else {
                        keep(env, "work" + (1_000_000 + offset));
                        keep(env, "offset");
                      }
                      long done = env.store().range("work", "work~").size();
                      stage.require(
                          done == offset, "at offset " + offset + ", and worked on " + done);
                      env.send(from, new Answer(ask.id(), offset));
                    }
                  }

                  private void keep(Env env, String key) {
                    env.store().put(key, offset);
                    env.store().sync();
                  }
                });
    stage.client("log", Caller.of(consumer, env -> "record", (ask, answer) -> {}));
  }
}
