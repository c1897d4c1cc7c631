package dev.faultline.group.raft;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records in memory. What was synced is what another log can begin with. */
final class MemoryLog implements RecordLog {
  private final List<byte[]> first;
  private final List<byte[]> all;
  private int synced;
  private boolean failing;
  private boolean taken;
  private @Nullable RuntimeException bug;

  MemoryLog(List<byte[]> first) {
    this.first = List.copyOf(first);
    all = new ArrayList<>(first);
    synced = first.size();
  }

  /** The log as a crash of the machine leaves it at the least. */
  MemoryLog crashed() {
    return new MemoryLog(all.subList(0, synced));
  }

  void failFromNowOn() {
    failing = true;
  }

  void throwFromNowOn(RuntimeException thrown) {
    bug = thrown;
  }

  @Override
  public List<byte[]> takeRecords() {
    if (taken) {
      throw new IllegalStateException("taken already");
    }
    taken = true;
    return first;
  }

  @Override
  public void append(byte[] item) {
    if (bug != null) {
      throw bug;
    }
    all.add(item);
  }

  @Override
  public void sync() throws IOException {
    if (failing) {
      throw new IOException("this disk fails");
    }
    synced = all.size();
  }

  @Override
  public void rewrite(List<byte[]> records) throws IOException {
    all.clear();
    all.addAll(records);
    sync();
  }

  @Override
  public long size() {
    return all.stream().mapToLong(each -> each.length).sum();
  }

  @Override
  public void close() {}
}
