package dev.faultline.cli;

import dev.faultline.group.raft.RecordLog;
import java.io.IOException;
import java.util.List;

/** A log whose syncs are in the trace. */
record GroupTracedLog(RecordLog log, GroupTrace trace) implements RecordLog {
  @Override
  public List<byte[]> takeRecords() {
    return log.takeRecords();
  }

  @Override
  public void append(byte[] item) throws IOException {
    log.append(item);
  }

  @Override
  public void sync() throws IOException {
    trace.at(GroupTrace.Step.SYNCING);
    log.sync();
    trace.at(GroupTrace.Step.SYNCED);
  }

  @Override
  public void rewrite(List<byte[]> records) throws IOException {
    log.rewrite(records);
  }

  @Override
  public long size() {
    return log.size();
  }

  @Override
  public void close() throws IOException {
    log.close();
  }
}
