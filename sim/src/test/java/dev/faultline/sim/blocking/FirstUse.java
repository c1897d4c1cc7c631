package dev.faultline.sim.blocking;

import dev.faultline.core.BlockingEnv;
import dev.faultline.core.Datagram;
import dev.faultline.sim.World;
import dev.faultline.sim.WorldOptions;
import dev.faultline.sim.adversary.QuietAdversary;
import java.lang.reflect.Proxy;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A world whose nodes use much of the JDK that sets itself up on first use, and say all that could
 * depend on it. As a program it prints the hashes of the worlds whose seeds it is given, in that
 * order.
 */
final class FirstUse {
  private static final int CLIENTS = 3;
  private static final int ROUNDS = 3;

  private FirstUse() {}

  private record Pair(Object a, Object b) {}

  /** A message whose contents the trace hash looks into, in the turn of a thread. */
  private record Question(String text, Map<String, Double> more) {}

  public static void main(String[] seeds) {
    for (String seed : seeds) {
      System.out.println(seed + " " + Long.toHexString(hash(Long.parseLong(seed))));
    }
  }

  static long hash(long seed) {
    var result = world(seed).run();
    if (result.violation() != null) {
      throw new AssertionError("seed " + seed + ": " + result.violation());
    }
    return result.traceHash();
  }

  private static World world(long seed) {
    World world =
        new World(
            new QuietAdversary(seed),
            WorldOptions.DEFAULT.withDuration(Duration.ofSeconds(5)).withMaxEvents(1_000_000));
    world.blockingNode("server", FirstUse::serve);
    for (int client = 1; client <= CLIENTS; client++) {
      world.blockingClient(
          "client" + client,
          env -> {
            ScheduledExecutorService executor = env.executor(2);
            for (int round = 0; round < ROUNDS; round++) {
              env.remark(ask(env, round));
              env.remark(scheduled(executor));
              env.remark(randomness());
              env.remark(orders());
              env.remark(hashes());
              env.remark(libraries());
            }
          });
    }
    return world;
  }

  /** Contends for a monitor and a lock, in a thread for each request. */
  private static void serve(BlockingEnv env) throws InterruptedException {
    Map<String, Integer> counts = new ConcurrentHashMap<>();
    Object monitor = new Object();
    ReentrantLock lock = new ReentrantLock();
    while (true) {
      Datagram request = env.receive();
      Thread.startVirtualThread(() -> {
        synchronized (monitor) {
          counts.merge(request.from().name(), 1, Integer::sum);
          Thread.yield();
          lock.lock();
          Thread.yield();
          lock.unlock();
          env.remark(request.message() + " by " + Thread.currentThread().threadId());
        }
        env.send(request.from(), "done " + counts.get(request.from().name()));
      });
    }
  }

  private static String ask(BlockingEnv env, int round) throws Exception {
    env.send(env.address("server"), new Question(round + " " + Math.random(), Map.of("key", 1.5)));
    CompletableFuture<Object> answer =
        CompletableFuture.supplyAsync(() -> {
          try {
            return env.receive().message();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    return "heard " + answer.get(1, TimeUnit.SECONDS);
  }

  private static String scheduled(ScheduledExecutorService executor) throws Exception {
    String thread = executor.submit(() -> Thread.currentThread().getName()).get();
    return thread
        + " "
        + executor.schedule(() -> Instant.now().toString(), 3, TimeUnit.MILLISECONDS).get();
  }

  private static String randomness() throws Exception {
    List<Integer> shuffled = new ArrayList<>(List.of(1, 2, 3, 4, 5, 6));
    Collections.shuffle(shuffled);
    return shuffled
        + " "
        + UUID.randomUUID()
        + " "
        + ThreadLocalRandom.current().nextLong()
        + " "
        + new Random().nextInt()
        + " "
        + new SecureRandom().nextInt()
        + " "
        + MessageDigest.getInstance("SHA-256").digest(new byte[1])[0];
  }

  private static String orders() {
    Set<Object> identities = new HashSet<>();
    Map<Object, Object> places = new IdentityHashMap<>();
    for (int i = 0; i < 5; i++) {
      identities.add(new Object());
      places.put(new Pair(i, new Object()), i);
    }
    Map<Class<?>, Integer> types = new HashMap<>();
    for (Class<?> type :
        List.of(Pair.class, Pair[].class, FirstUse.class, CompletableFuture[].class)) {
      types.put(type, 0);
    }
    return identities + " " + places.values() + types.keySet() + Map.of("a", 1, "b", 2, "c", 3);
  }

  private static String hashes() {
    return String.format("%08.3f %tF ", Math.PI, 0L)
        + Objects.hash(new Object(), 1)
        + " "
        + List.of(new Object()).hashCode()
        + " "
        + new ArrayList<>(List.of(new Object())).hashCode()
        + " "
        + Arrays.hashCode(new Object[] {new Object()})
        + " "
        + new Pair(new Object(), new int[0]).hashCode()
        + " "
        + Optional.of(new Object()).hashCode()
        + " "
        + Map.entry("a", new Object()).hashCode()
        + " "
        + new AbstractMap.SimpleEntry<>(new Object(), 1).hashCode()
        + " "
        + new Object().hashCode()
        + " "
        + System.identityHashCode(new Pair(1, 2))
        + " "
        + ((Runnable) () -> {}).hashCode();
  }

  private static String libraries() {
    Object proxy =
        Proxy.newProxyInstance(
            FirstUse.class.getClassLoader(),
            new Class<?>[] {Comparable.class},
            (self, method, arguments) -> 42);
    return ZonedDateTime.now(ZoneId.of("Europe/Berlin"))
        + " "
        + Pattern.compile("(a+)b").matcher("aab").matches()
        + " "
        + List.of("3", "11", "2").parallelStream()
            .sorted()
            .collect(Collectors.groupingBy(String::length))
        + EnumSet.allOf(TimeUnit.class)
        + proxy.hashCode();
  }
}
