package dev.faultline.explore.exhaustive;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * How far a search over states is, for a file.
 *
 * @param judging whether all states are searched, and the ends of runs are judged
 * @param complete whether nothing was left to try
 * @param learnt how many of the states that the search goes on from, or of the ends, are done
 * @param violated what ended the search; null where nothing did
 */
record StateProgress(
    boolean judging,
    boolean complete,
    int learnt,
    StateGraph graph,
    DigestTable table,
    SearchedWorld shown,
    @Nullable Violated violated) {
  /**
   * The first violation of a search.
   *
   * @param path the events that lead to it
   */
  record Violated(long[] path, String property) {}

  /** A search that begins. */
  static StateProgress none(int depthLimit) {
    return new StateProgress(
        false, false, 0, new StateGraph(depthLimit), new DigestTable(), new SearchedWorld(), null);
  }

  byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeBoolean(judging);
      out.writeBoolean(complete);
      out.writeInt(learnt);
      graph.write(out);
      table.write(out);
      shown.write(out);
      out.writeBoolean(violated != null);
      if (violated != null) {
        out.writeInt(violated.path().length);
        for (long key : violated.path()) {
          out.writeLong(key);
        }
        out.writeUTF(violated.property());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads what was written.
   *
   * @param depthLimit of the strategy
   */
  static StateProgress read(byte[] bytes, int depthLimit) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return new StateProgress(
          in.readBoolean(),
          in.readBoolean(),
          in.readInt(),
          StateGraph.read(in, depthLimit),
          DigestTable.read(in),
          SearchedWorld.read(in),
          in.readBoolean() ? violated(in) : null);
    } catch (IOException e) {
      throw new IllegalArgumentException("these bytes are not part of a search: " + e, e);
    }
  }

  private static Violated violated(DataInputStream in) throws IOException {
    long[] path = new long[in.readInt()];
    for (int i = 0; i < path.length; i++) {
      path[i] = in.readLong();
    }
    return new Violated(path, in.readUTF());
  }
}
