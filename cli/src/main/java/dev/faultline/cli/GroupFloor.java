package dev.faultline.cli;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The least that a write on a quorum takes here: the same messages and syncs as those of a register
 * of three, by threads that wait in plain sockets, with nothing around them. To lay a group's
 * figures beside.
 */
final class GroupFloor implements AutoCloseable {
  private static final int MEMBERS = 3;
  private static final int QUORUM = 2;
  private static final int BYTES = 100;
  private static final int TIMEOUT_MILLIS = 1_000;
  private static final int ATTEMPTS = 10;
  private static final byte ASK = 0;
  private static final byte KEEP = 1;

  private final Path folder;
  private final DatagramSocket client;
  private final List<DatagramSocket> members = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private long round;

  private GroupFloor(Path folder) throws IOException {
    this.folder = folder;
    client = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    client.setSoTimeout(TIMEOUT_MILLIS);
    for (int i = 0; i < MEMBERS; i++) {
      DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
      members.add(socket);
      Path file = file(i);
      threads.add(Thread.ofPlatform().daemon().start(() -> answer(socket, file)));
    }
  }

  /**
   * The median of so many writes, in nanoseconds, after as many that do not count.
   *
   * @param folder where the files are, which are deleted
   */
  static long medianNanos(Path folder, int writes) throws IOException {
    try (GroupFloor floor = new GroupFloor(folder)) {
      long[] nanos = new long[writes];
      for (int i = -writes; i < writes; i++) {
        long start = System.nanoTime();
        floor.ask(ASK);
        floor.ask(KEEP);
        nanos[Math.max(0, i)] = System.nanoTime() - start;
      }
      Arrays.sort(nanos);
      return nanos[writes / 2];
    }
  }

  /**
   * What one sync of this disk takes, as a member does it; the median of so many, after as many
   * that do not count, since at first the code is slower than the disk.
   *
   * @param atOnce so many threads sync at the same time, each its own file
   */
  static long syncNanos(Path folder, int syncs, int atOnce) throws IOException {
    CyclicBarrier together = new CyclicBarrier(atOnce);
    List<FutureTask<long[]>> all = new ArrayList<>();
    for (int i = 0; i < atOnce; i++) {
      Path file = folder.resolve("sync-" + i);
      FutureTask<long[]> task = new FutureTask<>(() -> syncs(file, syncs, together));
      all.add(task);
      Thread.ofPlatform().daemon().start(task);
    }
    long[] nanos = new long[syncs * atOnce];
    try {
      for (int i = 0; i < atOnce; i++) {
        System.arraycopy(all.get(i).get(), 0, nanos, i * syncs, syncs);
      }
    } catch (ExecutionException e) {
      throw new IOException(String.valueOf(e.getCause()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the disk was measured", e);
    }
    Arrays.sort(nanos);
    return nanos[nanos.length / 2];
  }

  private static long[] syncs(Path file, int syncs, CyclicBarrier together)
      throws IOException, InterruptedException, BrokenBarrierException {
    long[] nanos = new long[syncs];
    try (KeptSlots slots = KeptSlots.open(file)) {
      for (int i = -syncs; i < syncs; i++) {
        together.await();
        long start = System.nanoTime();
        slots.keep(new byte[BYTES]);
        nanos[Math.max(0, i)] = System.nanoTime() - start;
      }
    } catch (IOException e) {
      together.reset();
      throw e;
    }
    Files.delete(file);
    return nanos;
  }

  private Path file(int member) {
    return folder.resolve("floor-" + member);
  }

  /** Sends it to all, and waits for a quorum; again if a datagram was lost. */
  private void ask(byte what) throws IOException {
    round++;
    boolean isAnswered = false;
    for (int attempt = 1; !isAnswered; attempt++) {
      if (attempt > ATTEMPTS) {
        throw new IOException("two of three threads on loopback do not answer; files in " + folder);
      }
      byte[] bytes = ByteBuffer.allocate(BYTES).putLong(round).put(what).array();
      for (DatagramSocket each : members) {
        client.send(new DatagramPacket(bytes, BYTES, each.getLocalSocketAddress()));
      }
      isAnswered = isQuorum();
    }
  }

  private boolean isQuorum() throws IOException {
    DatagramPacket answer = new DatagramPacket(new byte[BYTES], BYTES);
    try {
      for (int answers = 0; answers < QUORUM; ) {
        client.receive(answer);
        if (ByteBuffer.wrap(answer.getData()).getLong() == round) {
          answers++;
        }
      }
      return true;
    } catch (SocketTimeoutException lost) {
      return false;
    }
  }

  private static void answer(DatagramSocket socket, Path file) {
    try (KeptSlots slots = KeptSlots.open(file)) {
      DatagramPacket packet = new DatagramPacket(new byte[BYTES], BYTES);
      while (true) {
        socket.receive(packet);
        if (packet.getData()[Long.BYTES] == KEEP) {
          slots.keep(packet.getData());
        }
        socket.send(packet);
      }
    } catch (SocketException closed) {
      // It is over.
    } catch (IOException e) {
      // Who asks hears nothing any more from a member whose disk fails, and asks the others.
      socket.close();
    }
  }

  @Override
  public void close() throws IOException {
    client.close();
    members.forEach(DatagramSocket::close);
    try {
      for (Thread each : threads) {
        each.join();
      }
    } catch (InterruptedException e) {
      // What they write to is deleted all the same.
      Thread.currentThread().interrupt();
    }
    for (int i = 0; i < MEMBERS; i++) {
      Files.deleteIfExists(file(i));
    }
  }
}
