package dev.faultline.examples.state;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.guard.record.Entry;
import dev.faultline.guard.record.QuorumRead;
import dev.faultline.guard.record.Seal;
import dev.faultline.guard.repair.EntryStore;
import dev.faultline.guard.repair.RangeSync;
import dev.faultline.guard.repair.RepairMessage;
import dev.faultline.guard.version.Stamp;
import dev.faultline.sim.NodeGroup;
import dev.faultline.sim.NodeHandle;
import dev.faultline.sim.World;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Bits rot in the records of one of three replicas, which readers ask and which brings a fourth up
 * to date. Where nobody looks, rot is read, and copied to where it was not (ScyllaDB 23901,
 * StarRocks 77479).
 */
final class RotWorld {
  private static final List<String> REPLICAS = List.of("one", "two", "three");
  private static final int KEYS = 20;
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final int TURNS_BETWEEN_SCRUBS = 10;
  private static final Duration AGAIN = Duration.ofMillis(400);

  /** Sound records, by key. They are compared with at each event, and nobody changes them. */
  private static final List<byte[]> SOUND =
      IntStream.range(0, KEYS).mapToObj(key -> Seal.seal(entry(key))).toList();

  private record Read(long number, String key) {}

  private record Answer(long number, Bytes sealed) {}

  private record Repair(Bytes sealed) {}

  /** As they are kept. */
  private record Bytes(List<Byte> bytes) {
    static Bytes of(byte[] array) {
      List<Byte> bytes = new ArrayList<>();
      for (byte each : array) {
        bytes.add(each);
      }
      return new Bytes(List.copyOf(bytes));
    }

    byte[] array() {
      byte[] array = new byte[bytes.size()];
      for (int i = 0; i < array.length; i++) {
        array[i] = bytes.get(i);
      }
      return array;
    }
  }

  private RotWorld() {}

  static Entry entry(int key) {
    byte[] value = ("value of key-" + key).getBytes(StandardCharsets.UTF_8);
    return Entry.of("key-" + key, new Stamp(1, "writer"), value);
  }

  static void build(World world, boolean naive) {
    world.model(SystemModel.partiallySynchronous().fairLossLinks());
    NodeGroup<Replica> replicas = world.nodes(REPLICAS, name -> new Replica(naive));
    NodeHandle<Replica> fourth = world.node("four", () -> new Replica(naive));
    NodeHandle<Reader> reader = world.client("reader", () -> new Reader(naive));
    world.always("what is read was written", reader, r -> r.wrong == null);
    world.always(
        "rot stays where it is",
        () ->
            List.of(replicas.get(1), replicas.get(2), fourth).stream()
                .allMatch(each -> each.isDownOr(r -> r.rottenKeys() == 0)));
    world.healAfter(Duration.ofSeconds(25));
    world.eventually(
        "all four have all of it, sound",
        Duration.ofSeconds(60),
        () ->
            List.of(replicas.get(0), replicas.get(1), replicas.get(2), fourth).stream()
                .allMatch(each -> each.is(r -> r.soundKeys() == KEYS)));
  }

  /** A naive one takes the bytes of values as they are. */
  private static final class Replica implements Node {
    private final boolean naive;
    private final EntryStore store = new EntryStore(1);

    /** What a naive one keeps. */
    private final TreeMap<String, byte[]> plain = new TreeMap<>();

    private @Nullable RangeSync sync;
    private long number;
    private int rots;
    private int turns;

    Replica(boolean naive) {
      this.naive = naive;
    }

    int soundKeys() {
      return KEYS - count(false);
    }

    int rottenKeys() {
      return count(true);
    }

    /** Keys that have rotted, or that have rotted or are not here. */
    private int count(boolean isHere) {
      int count = 0;
      for (int key = 0; key < KEYS; key++) {
        byte[] sealed = kept("key-" + key);
        boolean isSound = sealed != null && Arrays.equals(sealed, SOUND.get(key));
        count += isSound || isHere && sealed == null ? 0 : 1;
      }
      return count;
    }

    private byte @Nullable [] kept(String key) {
      return naive ? plain.get(key) : store.sealed(key);
    }

    @Override
    public void start(Env env) {
      if (!env.self().name().equals("four")) {
        for (int key = 0; key < KEYS; key++) {
          store.write(entry(key));
          plain.put("key-" + key, Seal.seal(entry(key)));
        }
      }
      env.timer(PAUSE, "repair");
    }

    @Override
    public void timer(Env env, Object tag) {
      env.timer(PAUSE, "repair");
      if (++turns % TURNS_BETWEEN_SCRUBS == 0) {
        store.scrub();
      }
      String name = env.self().name();
      if (name.equals("one") && rots < 10 && env.random().nextInt(8) == 0) {
        rots++;
        byte[] sealed = kept("key-" + env.random().nextInt(KEYS));
        if (sealed != null) {
          sealed[sealed.length - 1 - env.random().nextInt(8)] ^= 1;
        }
      }
      if (name.equals("four") && naive) {
        // All that it lacks, from the first.
        for (int key = 0; key < KEYS; key++) {
          if (kept("key-" + key) == null) {
            env.send(env.address("one"), new Read(-1, "key-" + key));
          }
        }
      } else if (name.equals("four")) {
        if (sync == null || sync.isDone()) {
          number += 1_000_000;
          sync = new RangeSync(store, number, AGAIN, env.nanoTime());
        }
        sync.next(env.nanoTime()).ifPresent(ask -> env.send(env.address("one"), ask));
      }
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      switch (message) {
        case Read(long of, var key) -> {
          byte[] sealed = kept(key);
          if (sealed != null) {
            env.send(from, new Answer(of, Bytes.of(sealed)));
          }
        }
        case Answer(_, var sealed) -> keep(sealed.array());
        case Repair(var sealed) -> keep(sealed.array());
        case RepairMessage.Question question -> env.send(from, RangeSync.answer(store, question));
        case RepairMessage answer -> {
          if (sync != null) {
            sync.received(answer, env.nanoTime());
          }
        }
        default -> throw new IllegalArgumentException("unexpected " + message);
      }
    }

    private void keep(byte[] sealed) {
      if (naive) {
        plain.put(nameIn(sealed), sealed);
      } else if (Seal.open(sealed) instanceof Seal.Opened.Sound(var entry)) {
        // What has rotted here is known before something else is taken for it.
        store.get(entry.key());
        store.take(entry);
      }
    }
  }

  /** The key as a naive replica finds it: of a value, whatever has become of it. */
  private static String nameIn(byte[] sealed) {
    for (int key = 0; key < KEYS; key++) {
      byte[] sound = SOUND.get(key);
      if (sound.length == sealed.length && Arrays.equals(sound, 0, 32, sealed, 0, 32)) {
        return "key-" + key;
      }
    }
    return "key-0";
  }

  /** Reads one key after the other from two of the three, and repairs. */
  private static final class Reader implements Node {
    private final boolean naive;
    private @Nullable QuorumRead read;
    private long number;
    private String key = "";
    private @Nullable String wrong;

    Reader(boolean naive) {
      this.naive = naive;
    }

    @Override
    public void start(Env env) {
      env.timer(PAUSE, "read");
    }

    @Override
    public void timer(Env env, Object tag) {
      env.timer(PAUSE, "read");
      number++;
      key = "key-" + env.random().nextInt(KEYS);
      read = new QuorumRead(key, REPLICAS, 2);
      REPLICAS.forEach(name -> env.send(env.address(name), new Read(number, key)));
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      if (!(message instanceof Answer(long of, var sealed)) || of != number || read == null) {
        return;
      }
      byte[] right = SOUND.get(Integer.parseInt(key.substring(4)));
      if (naive) {
        // All stamps are equal, so the first is as good as any.
        wrong = Arrays.equals(sealed.array(), right) ? wrong : key;
        REPLICAS.forEach(name -> env.send(env.address(name), new Repair(sealed)));
        read = null;
        return;
      }
      read.answered(from.name(), sealed.array());
      if (read.outcome() instanceof QuorumRead.Outcome.Found(var entry)) {
        wrong = Arrays.equals(Seal.seal(entry), right) ? wrong : key;
      } else if (!(read.outcome() instanceof QuorumRead.Outcome.Waiting)) {
        wrong = "empty, or an error: " + key;
      }
      for (QuorumRead.Repair repair : read.repairs()) {
        env.send(env.address(repair.replica()), new Repair(Bytes.of(Seal.seal(repair.entry()))));
      }
    }
  }
}
