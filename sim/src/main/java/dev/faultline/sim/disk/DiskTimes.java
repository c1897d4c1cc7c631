package dev.faultline.sim.disk;

import dev.faultline.disk.Disk;
import dev.faultline.disk.Entry;
import dev.faultline.disk.MicroOp;
import dev.faultline.disk.fault.FileCall;
import dev.faultline.disk.fault.Request;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.base.SimTime;
import dev.faultline.sim.node.SimNode;
import dev.faultline.sim.run.Kernel;
import dev.faultline.sim.setup.DiskSetup;
import java.util.BitSet;
import java.util.TreeMap;

/**
 * How long calls take: those that wait for the device, which are syncs of what is not durable, and
 * reads of what is not in memory.
 */
final class DiskTimes {
  private static final long SECOND = 1_000_000_000L;

  private final Kernel kernel;
  private final SimNode node;
  private final long latencyNanos;
  private final long bytesPerSecond;

  /** Of each file or directory that changed since its last sync, how many bytes were written. */
  private final TreeMap<Long, Long> dirty = new TreeMap<>();

  /** Of each file, which of its blocks are in memory. */
  private final TreeMap<Long, BitSet> cached = new TreeMap<>();

  private long accesses;

  DiskTimes(Kernel kernel, SimNode node, DiskSetup setup) {
    this.kernel = kernel;
    this.node = node;
    this.latencyNanos =
        setup.latency() == null
            ? kernel.disks().syncTime()
            : SimTime.saturatedNanos(setup.latency());
    this.bytesPerSecond = setup.bytesPerSecond();
  }

  void accept(Entry entry) {
    switch (entry) {
      case MicroOp.Write write -> {
        dirty.merge(write.inode(), (long) write.bytes().length, Long::sum);
        cache(write.inode(), write.offset(), write.end());
      }
      case MicroOp op -> dirty.merge(op.inode(), 0L, Long::sum);
      case Entry.Sync sync -> {
        switch (sync.scope()) {
          case DATA, ALL -> dirty.remove(sync.inode());
          case EVERYTHING, BARRIER -> dirty.clear();
        }
      }
      case Entry.Release release -> {
        dirty.remove(release.inode());
        cached.remove(release.inode());
      }
      case Entry.Unwritten unwritten -> dirty.remove(unwritten.inode());
      case Entry.Reverted reverted -> dirty.remove(reverted.inode());
      case Entry.Decay decay -> {}
      case Entry.Mark mark -> {}
      case Entry.Unseen unseen -> {}
    }
  }

  /** The machine has crashed, and its memory is empty. */
  void crashed() {
    dirty.clear();
    cached.clear();
  }

  /** Whether a sync of the file has anything to make durable. */
  boolean isDirty(long inode) {
    return dirty.containsKey(inode);
  }

  /** How long a call waits for the device. */
  long of(Request request) {
    if (request.call().isSync()) {
      Long bytes = dirty.get(request.file());
      return bytes == null ? 0 : access(bytes);
    }
    if (request.call() == FileCall.READ && request.length() > 0) {
      long missing = cache(request.file(), request.offset(), request.offset() + request.length());
      return missing == 0 ? 0 : access(missing);
    }
    return 0;
  }

  private long access(long bytes) {
    long passing =
        bytesPerSecond == 0
            ? 0
            : bytes / bytesPerSecond * SECOND + bytes % bytesPerSecond * SECOND / bytesPerSecond;
    long waiting =
        latencyNanos == 0
            ? 0
            : kernel
                .adversary()
                .choose(Decision.DISK_TIME, node.subject, accesses++, latencyNanos + 1);
    return SimTime.plus(waiting, passing);
  }

  /** Returns how many bytes of the blocks were not in memory; now they are. */
  private long cache(long inode, long from, long to) {
    BitSet blocks = cached.computeIfAbsent(inode, any -> new BitSet());
    int first = (int) (from / Disk.BLOCK_BYTES);
    int end = (int) ((to + Disk.BLOCK_BYTES - 1) / Disk.BLOCK_BYTES);
    int missing = end - first - blocks.get(first, end).cardinality();
    blocks.set(first, end);
    return (long) missing * Disk.BLOCK_BYTES;
  }
}
