package dev.faultline.explore.exhaustive;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * What a partition tells of the states that are new to it.
 *
 * @param states how many
 * @param open how many of them the search goes on from
 * @param hash of the events that lead to its states, new or not
 * @param arrived a sum over all that came to it, see {@link LevelBlocks#sent}
 * @param goesRound whether one led to a state of this level or of one before
 * @param cut whether there are some that are too far away to go on from
 * @param ends how many have nothing left to happen
 * @param first the ways to the first of those
 */
record SettledTold(
    int states,
    int open,
    long hash,
    long arrived,
    boolean goesRound,
    boolean cut,
    int ends,
    List<Way> first) {
  byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(states);
      out.writeInt(open);
      out.writeLong(hash);
      out.writeLong(arrived);
      out.writeBoolean(goesRound);
      out.writeBoolean(cut);
      out.writeInt(ends);
      Way.write(out, first);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static SettledTold read(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return new SettledTold(
          in.readInt(),
          in.readInt(),
          in.readLong(),
          in.readLong(),
          in.readBoolean(),
          in.readBoolean(),
          in.readInt(),
          Way.read(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
