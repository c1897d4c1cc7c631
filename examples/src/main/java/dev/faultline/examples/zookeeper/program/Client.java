package dev.faultline.examples.zookeeper.program;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.AsyncCallback;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;

/**
 * Writes one node of ZooKeeper again and again, reads it in between, and says what it is told. A
 * session that has expired is followed by another.
 */
public final class Client {
  private static final String NODE = "/register";
  private static final int SESSION_MILLIS = 4_000;
  private static final long PAUSE_MILLIS = 400;

  private final String servers;
  private ZooKeeper session;

  private Client(String servers) throws IOException, InterruptedException {
    this.servers = servers;
    session = connect();
  }

  /**
   * @param arguments the servers as ZooKeeper's clients have them, and how many writes to make
   */
  public static void main(String[] arguments) throws Exception {
    Client client = new Client(arguments[0]);
    client.make();
    int writes = Integer.parseInt(arguments[1]);
    for (int i = 1; i <= writes; i++) {
      Thread.sleep(PAUSE_MILLIS);
      client.write(i);
      client.read();
    }
    client.readNewest();
    System.out.println("finished");
    client.session.close();
    System.exit(0);
  }

  private ZooKeeper connect() throws IOException, InterruptedException {
    System.out.println("session");
    CountDownLatch connected = new CountDownLatch(1);
    ZooKeeper made =
        new ZooKeeper(
            servers,
            SESSION_MILLIS,
            event -> {
              if (event.getState() == KeeperState.SyncConnected) {
                connected.countDown();
              }
            });
    connected.await();
    return made;
  }

  /** The servers may be in the middle of an election; whoever comes first makes the node. */
  private void make() throws Exception {
    while (true) {
      try {
        session.create(NODE, new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        return;
      } catch (KeeperException.NodeExistsException e) {
        return;
      } catch (KeeperException e) {
        again(e);
      }
    }
  }

  private void write(int number) throws Exception {
    System.out.println("writes");
    try {
      byte[] data = String.valueOf(number).getBytes(StandardCharsets.UTF_8);
      System.out.println("wrote " + session.setData(NODE, data, -1).getVersion());
    } catch (KeeperException e) {
      System.out.println("lost " + e.code());
      again(e);
    }
  }

  private void read() throws Exception {
    try {
      Stat found = session.exists(NODE, false);
      System.out.println("read " + (found == null ? "nothing" : found.getVersion()));
    } catch (KeeperException e) {
      again(e);
    }
  }

  /** Reads what the leader has. */
  private void readNewest() throws Exception {
    while (true) {
      CountDownLatch synced = new CountDownLatch(1);
      AsyncCallback.VoidCallback told = (code, path, context) -> synced.countDown();
      session.sync(NODE, told, null);
      synced.await();
      try {
        System.out.println("newest " + session.getData(NODE, false, null).length);
        return;
      } catch (KeeperException e) {
        again(e);
      }
    }
  }

  private void again(KeeperException problem) throws IOException, InterruptedException {
    TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    if (problem instanceof KeeperException.SessionExpiredException) {
      session.close();
      session = connect();
    }
  }
}
