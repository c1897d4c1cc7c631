package dev.faultline.explore.exhaustive;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What partitions of a search have to know for a step.
 *
 * @param last the last state whose events are tried; null for the last of the level
 * @param most how many of its events
 * @param prefix of the ways whose events are to be counted
 * @param depthLimit states so many events away are not gone on from
 * @param ends how many of the ends of runs are wanted, the first of the level
 */
record LevelRequest(@Nullable Way last, long most, int[] prefix, int depthLimit, int ends) {
  byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeBoolean(last != null);
      (last == null ? Way.NONE : last).write(out, Way.NONE);
      out.writeLong(most);
      out.writeInt(prefix.length);
      for (int place : prefix) {
        out.writeInt(place);
      }
      out.writeInt(depthLimit);
      out.writeInt(ends);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static LevelRequest read(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      boolean limited = in.readBoolean();
      Way last = Way.read(in, Way.NONE);
      long most = in.readLong();
      int[] prefix = new int[in.readInt()];
      for (int i = 0; i < prefix.length; i++) {
        prefix[i] = in.readInt();
      }
      return new LevelRequest(limited ? last : null, most, prefix, in.readInt(), in.readInt());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a way begins with the prefix. */
  boolean counts(Way way) {
    return Arrays.equals(way.places(), 0, prefix.length, prefix, 0, prefix.length);
  }
}
