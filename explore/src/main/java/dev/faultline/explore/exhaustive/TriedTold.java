package dev.faultline.explore.exhaustive;

import dev.faultline.explore.exhaustive.StateCodec.Stop;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * What a partition tells of the events that it has tried.
 *
 * @param tried how many
 * @param hash of those that changed nothing
 * @param sent a sum over all that it sends to partitions, see {@link LevelBlocks#sent}
 * @param at the way to what ended it, or to states of which one did; null where nothing ended it
 * @param stop what the last event of that way came to; null where a world could not be run
 * @param failed the part of the world that could not be run; empty where there is none
 */
record TriedTold(
    long tried,
    long hash,
    long sent,
    @Nullable Way at,
    @Nullable Stop stop,
    byte[] failed,
    SearchedWorld shown) {
  byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeLong(tried);
      out.writeLong(hash);
      out.writeLong(sent);
      out.writeBoolean(at != null);
      (at == null ? Way.NONE : at).write(out, Way.NONE);
      StateCodec.write(out, stop);
      out.writeInt(failed.length);
      out.write(failed);
      shown.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static TriedTold read(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      long tried = in.readLong();
      long hash = in.readLong();
      long sent = in.readLong();
      boolean ended = in.readBoolean();
      Way at = Way.read(in, Way.NONE);
      Stop stop = StateCodec.stop(in);
      byte[] failed = in.readNBytes(in.readInt());
      return new TriedTold(
          tried, hash, sent, ended ? at : null, stop, failed, SearchedWorld.read(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
