package dev.faultline.explore.exhaustive;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which states are to be looked at, and what came of it, as bytes. */
final class StateCodec {
  private StateCodec() {}

  /** Some states, by the events that lead there. */
  sealed interface Request {
    List<long[]> paths();
  }

  /**
   * Tries what may happen next in these states.
   *
   * @param most how many events to try; the last of them is let happen and not looked at
   * @param digests of the states that others came to by these paths, two longs each: who comes to
   *     another one must not go on from there
   */
  record Expand(long most, List<long[]> paths, long[] digests) implements Request {}

  /**
   * Runs the world to these states, in which nothing is left to happen.
   *
   * @param prologue how many events there are before the search begins
   */
  record Judge(long prologue, List<long[]> paths) implements Request {}

  /**
   * What trying came to.
   *
   * @param whole whether all was tried that was asked for, up to a violation
   * @param moves each event that was tried
   * @param states those that the events led to, each once, two longs each
   * @param ends whether nothing is left to happen in each of them
   * @param stop why the last event ended it; null where none did
   */
  record Answer(
      boolean whole,
      List<Moves> moves,
      long[] states,
      boolean[] ends,
      @Nullable Stop stop,
      SearchedWorld shown) {
    long tried() {
      return moves.stream().mapToLong(each -> each.to.length).sum();
    }
  }

  /**
   * The events of one state.
   *
   * @param to for each event the place of the state that it led to; or one of the constants
   * @param keys of the events
   */
  record Moves(int[] to, long[] keys) {
    /** It changed nothing. */
    static final int STAYS = -1;

    /** It was not looked at what it led to. */
    static final int UNSEEN = -2;
  }

  /**
   * A property that does not hold, or something that leaves the world without a verdict.
   *
   * @param violated the property, or null
   */
  record Stop(@Nullable String violated, String text) {}

  private static final byte EXPAND = 0;
  private static final byte JUDGE = 1;

  static byte[] bytes(Request request) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      switch (request) {
        case Expand(var most, var paths, var digests) -> {
          out.writeByte(EXPAND);
          out.writeLong(most);
        }
        case Judge(var prologue, var paths) -> {
          out.writeByte(JUDGE);
          out.writeLong(prologue);
        }
      }
      writePaths(out, request.paths());
      if (request instanceof Expand expand) {
        for (long half : expand.digests) {
          out.writeLong(half);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static Request request(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      byte kind = in.readByte();
      long number = in.readLong();
      List<long[]> paths = readPaths(in);
      return kind == JUDGE
          ? new Judge(number, paths)
          : new Expand(number, paths, readDigests(in, paths.size()));
    } catch (IOException e) {
      throw new IllegalArgumentException("these bytes are no part of a search: " + e, e);
    }
  }

  /** Neighbours begin alike: what is the same is said once. */
  private static void writePaths(DataOutputStream out, List<long[]> paths) throws IOException {
    out.writeInt(paths.size());
    long[] before = {};
    for (long[] path : paths) {
      int same = shared(before, path);
      out.writeInt(path.length);
      out.writeInt(same);
      for (int i = same; i < path.length; i++) {
        out.writeLong(path[i]);
      }
      before = path;
    }
  }

  private static List<long[]> readPaths(DataInputStream in) throws IOException {
    List<long[]> paths = new ArrayList<>();
    long[] before = {};
    for (int left = in.readInt(); left > 0; left--) {
      long[] path = new long[in.readInt()];
      int same = in.readInt();
      System.arraycopy(before, 0, path, 0, same);
      for (int i = same; i < path.length; i++) {
        path[i] = in.readLong();
      }
      paths.add(path);
      before = path;
    }
    return paths;
  }

  private static long[] readDigests(DataInputStream in, int states) throws IOException {
    long[] digests = new long[2 * states];
    for (int i = 0; i < digests.length; i++) {
      digests[i] = in.readLong();
    }
    return digests;
  }

  /** With how many equal events two paths begin. */
  static int shared(long[] one, long[] other) {
    int same = 0;
    while (same < Math.min(one.length, other.length) && one[same] == other[same]) {
      same++;
    }
    return same;
  }

  static byte[] bytes(Answer answer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeBoolean(answer.whole);
      out.writeInt(answer.moves.size());
      int known = 0;
      for (Moves moves : answer.moves) {
        out.writeInt(moves.to.length);
        for (int i = 0; i < moves.to.length; i++) {
          int to = moves.to[i];
          writeSmall(out, to + 2);
          // Nobody asks for the events that lead to a state, but for the first.
          if (to == known || to == Moves.UNSEEN) {
            out.writeLong(moves.keys[i]);
            known += to == known ? 1 : 0;
          }
        }
      }
      out.writeInt(answer.ends.length);
      for (int i = 0; i < answer.ends.length; i++) {
        out.writeLong(answer.states[2 * i]);
        out.writeLong(answer.states[2 * i + 1]);
        out.writeBoolean(answer.ends[i]);
      }
      write(out, answer.stop);
      answer.shown.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static void write(DataOutputStream out, @Nullable Stop stop) throws IOException {
    out.writeBoolean(stop != null);
    if (stop != null) {
      out.writeBoolean(stop.violated != null);
      out.writeUTF(stop.violated == null ? "" : stop.violated);
      out.writeUTF(stop.text);
    }
  }

  static Answer answer(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      boolean whole = in.readBoolean();
      List<Moves> all = new ArrayList<>();
      int known = 0;
      for (int left = in.readInt(); left > 0; left--) {
        Moves moves = moves(in, known);
        for (int to : moves.to) {
          known = Math.max(known, to + 1);
        }
        all.add(moves);
      }
      boolean[] ends = new boolean[in.readInt()];
      long[] states = new long[2 * ends.length];
      for (int i = 0; i < ends.length; i++) {
        states[2 * i] = in.readLong();
        states[2 * i + 1] = in.readLong();
        ends[i] = in.readBoolean();
      }
      return new Answer(whole, all, states, ends, stop(in), SearchedWorld.read(in));
    } catch (IOException e) {
      throw new IllegalArgumentException("these bytes are no part of a search: " + e, e);
    }
  }

  /** Whether an answer is whole, without reading the rest of it. */
  static boolean whole(byte[] answer) {
    return answer[0] != 0;
  }

  /** How many states an answer is about. */
  static int states(byte[] answer) {
    return ByteBuffer.wrap(answer).getInt(1);
  }

  private static Moves moves(DataInputStream in, int known) throws IOException {
    int[] to = new int[in.readInt()];
    long[] keys = new long[to.length];
    int next = known;
    for (int i = 0; i < to.length; i++) {
      to[i] = readSmall(in) - 2;
      if (to[i] == next || to[i] == Moves.UNSEEN) {
        keys[i] = in.readLong();
        next += to[i] == next ? 1 : 0;
      }
    }
    return new Moves(to, keys);
  }

  static @Nullable Stop stop(DataInputStream in) throws IOException {
    if (!in.readBoolean()) {
      return null;
    }
    boolean violated = in.readBoolean();
    String property = in.readUTF();
    return new Stop(violated ? property : null, in.readUTF());
  }

  /** Seven bits a byte, the lowest first. */
  static void writeSmall(DataOutputStream out, int number) throws IOException {
    int left = number;
    for (; left > 0x7F; left >>>= 7) {
      out.writeByte(left & 0x7F | 0x80);
    }
    out.writeByte(left);
  }

  static int readSmall(DataInputStream in) throws IOException {
    int number = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = in.readByte();
      number |= (next & 0x7F) << shift;
      if (next >= 0) {
        return number;
      }
    }
  }
}
