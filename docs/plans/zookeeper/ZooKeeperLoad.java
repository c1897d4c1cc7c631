import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;

/**
 * Clients of a ZooKeeper that read and write five registers, and their history for {@code
 * ./faultline check --model multi-register}. A read is a sync and a read, since ZooKeeper's reads
 * alone may be old.
 *
 * <p>Arguments: the servers (each client asks one of them first), the history's file, and {@code
 * plain} for reads without a sync.
 */
final class ZooKeeperLoad {
  private static final int KEYS = 5;
  private static final int CLIENTS = 4;
  private static final int PATIENCE_MILLIS = 2_000;

  private final String[] servers;
  private final boolean syncs;
  private final BufferedWriter history;
  private final long began;
  private final AtomicInteger processes = new AtomicInteger();
  private final AtomicInteger values = new AtomicInteger();

  private ZooKeeperLoad(String servers, Path file, boolean syncs) throws IOException {
    this.syncs = syncs;
    this.servers = servers.split(",");
    history = Files.newBufferedWriter(file);
    String plan = System.getenv("FAULTLINE_PLAN_BEGAN_NANOS");
    began = plan == null ? System.nanoTime() : Long.parseLong(plan);
  }

  public static void main(String[] arguments) throws Exception {
    ZooKeeperLoad load =
        new ZooKeeperLoad(arguments[0], Path.of(arguments[1]), arguments.length < 3);
    load.prepare();
    for (int i = 0; i < CLIENTS; i++) {
      int number = i;
      Thread.ofPlatform().daemon().start(() -> load.drive(number));
    }
    // Until it is told to end.
    new CountDownLatch(1).await();
  }

  private static String path(int key) {
    return "/register-" + key;
  }

  private void prepare() throws Exception {
    ZooKeeper client = null;
    // The servers have to find each other first.
    for (int attempt = 0; client == null; attempt++) {
      try {
        client = connect(attempt);
      } catch (IOException e) {
        if (attempt == 30) {
          throw e;
        }
      }
    }
    int process = processes.getAndIncrement();
    for (int key = 0; key < KEYS; key++) {
      add(process, "invoke", "write", key, "0");
      if (client.exists(path(key), false) == null) {
        client.create(path(key), bytes("0"), ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
      } else {
        client.setData(path(key), bytes("0"), -1);
      }
      add(process, "ok", "write", key, "0");
    }
    client.close();
  }

  private ZooKeeper connect(int first) throws IOException, InterruptedException {
    CountDownLatch connected = new CountDownLatch(1);
    ZooKeeper client =
        new ZooKeeper(
            servers[first % servers.length],
            PATIENCE_MILLIS,
            event -> {
              if (event.getState() == KeeperState.SyncConnected) {
                connected.countDown();
              }
            });
    if (!connected.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
      client.close(100);
      throw new IOException("nobody answers");
    }
    return client;
  }

  private void drive(int number) {
    SplittableRandom random = new SplittableRandom(number);
    ZooKeeper client = null;
    int process = processes.getAndIncrement();
    int server = number;
    try {
      while (true) {
        Thread.sleep(20);
        if (client == null) {
          try {
            client = connect(server);
          } catch (IOException e) {
            server++;
            continue;
          }
        }
        if (!operate(client, random, process)) {
          // What came of it is not known: nobody asks anything under this number any more.
          client.close(100);
          client = null;
          server++;
          process = processes.getAndIncrement();
        }
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean operate(ZooKeeper client, SplittableRandom random, int process)
      throws IOException, InterruptedException {
    int key = random.nextInt(KEYS);
    boolean writes = random.nextBoolean();
    String value = writes ? Integer.toString(values.incrementAndGet()) : "nil";
    String name = writes ? "write" : "read";
    add(process, "invoke", name, key, value);
    try {
      if (writes) {
        client.setData(path(key), bytes(value), -1);
      } else {
        if (syncs && !sync(client, path(key))) {
          add(process, "fail", name, key, "nil");
          return false;
        }
        value = new String(client.getData(path(key), false, null), StandardCharsets.US_ASCII);
      }
      add(process, "ok", name, key, value);
      return true;
    } catch (KeeperException e) {
      add(process, writes ? "info" : "fail", name, key, value);
      return false;
    }
  }

  private static boolean sync(ZooKeeper client, String path) throws InterruptedException {
    CountDownLatch synced = new CountDownLatch(1);
    int[] code = {-1};
    client.sync(
        path,
        (result, asked, context) -> {
          code[0] = result;
          synced.countDown();
        },
        null);
    return synced.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS) && code[0] == 0;
  }

  private static byte[] bytes(String value) {
    return value.getBytes(StandardCharsets.US_ASCII);
  }

  private void add(int process, String type, String name, int key, String value)
      throws IOException {
    synchronized (history) {
      history.write(
          "{:process %d, :type :%s, :f :%s, :value [%d %s], :time %d}\n"
              .formatted(process, type, name, key, value, System.nanoTime() - began));
      history.flush();
    }
  }
}
