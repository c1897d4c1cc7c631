package dev.faultline.guard.group;

import dev.faultline.guard.group.RegisterMessage.Accept;
import dev.faultline.guard.group.RegisterMessage.Accepted;
import dev.faultline.guard.group.RegisterMessage.Decided;
import dev.faultline.guard.group.RegisterMessage.Held;
import dev.faultline.guard.group.RegisterMessage.Hold;
import dev.faultline.guard.group.RegisterMessage.Holding;
import dev.faultline.guard.group.RegisterMessage.Prepare;
import dev.faultline.guard.group.RegisterMessage.Promised;
import dev.faultline.guard.group.RegisterMessage.Query;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * Encodes messages and states of a register as bytes, for links and disks.
 *
 * <p>Thread-safe, if the functions that it was given are.
 *
 * @param <V> values
 */
public final class RegisterCodec<V> {
  private static final int QUERY = 1;
  private static final int HELD = 2;
  private static final int HOLD = 3;
  private static final int HOLDING = 4;
  private static final int PREPARE = 5;
  private static final int PROMISED = 6;
  private static final int ACCEPT = 7;
  private static final int ACCEPTED = 8;
  private static final int DECIDED = 9;

  /**
   * Of writes, ballots and epochs nobody counts that far. After the highest of all numbers the next
   * would be the lowest, and what is written with it lost.
   */
  private static final long NUMBER_MOST = 1L << 62;

  private final Function<? super V, byte[]> toBytes;
  private final Function<byte[], ? extends V> fromBytes;

  /**
   * Creates it.
   *
   * @param toBytes encodes a value
   * @param fromBytes decodes a value; may throw any exception for invalid bytes
   */
  public RegisterCodec(
      Function<? super V, byte[]> toBytes, Function<byte[], ? extends V> fromBytes) {
    this.toBytes = Objects.requireNonNull(toBytes, "toBytes");
    this.fromBytes = Objects.requireNonNull(fromBytes, "fromBytes");
  }

  /** What goes out. */
  private interface Writing {
    void to(DataOutputStream out) throws IOException;
  }

  /** What comes in. */
  private interface Reading<T> {
    T from(DataInputStream in) throws IOException;
  }

  /**
   * A message as bytes.
   *
   * @throws IllegalArgumentException if a name is longer than 65,535 bytes
   */
  public byte[] encode(RegisterMessage<V> message) {
    return bytes(out -> {
      out.writeLong(message.phase());
      write(out, message.configurations());
      writeRest(out, message);
    });
  }

  /**
   * Decodes a message.
   *
   * @throws IllegalArgumentException if they are none
   */
  public RegisterMessage<V> decode(byte[] bytes) {
    return read(bytes, "message", in -> rest(in, in.readLong(), configurations(in)));
  }

  /**
   * A state as bytes.
   *
   * @throws IllegalArgumentException if a name is longer than 65,535 bytes
   */
  public byte[] encode(RegisterState<V> state) {
    return bytes(out -> {
      write(out, state.tag());
      value(out, state.value());
      write(out, state.configurations());
      write(out, state.promised());
      write(out, state.accepted());
      write(out, state.proposal());
    });
  }

  /**
   * Decodes a state.
   *
   * @throws IllegalArgumentException if they are none
   */
  public RegisterState<V> decodeState(byte[] bytes) {
    return read(
        bytes,
        "state",
        in ->
            new RegisterState<>(
                tag(in), value(in), configurations(in), ballot(in), ballot(in), names(in)));
  }

  private static byte[] bytes(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      writing.to(out);
    } catch (UTFDataFormatException e) {
      throw new IllegalArgumentException("a name is longer than 65,535 bytes", e);
    } catch (IOException e) {
      throw new AssertionError("memory has no such errors", e);
    }
    return bytes.toByteArray();
  }

  private static <T> T read(byte[] bytes, String what, Reading<T> reading) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      T read = reading.from(in);
      if (in.available() > 0) {
        throw new IOException(in.available() + " bytes too many");
      }
      return read;
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException(
          "%d bytes are not a %s of a register: %s".formatted(bytes.length, what, e.getMessage()),
          e);
    }
  }

  private void writeRest(DataOutputStream out, RegisterMessage<V> message) throws IOException {
    switch (message) {
      case Query<V> _ -> out.writeByte(QUERY);
      case Held<V>(var _, var _, var tag, var value) -> {
        out.writeByte(HELD);
        write(out, tag);
        value(out, value);
      }
      case Hold<V>(var _, var _, var tag, var value) -> {
        out.writeByte(HOLD);
        write(out, tag);
        value(out, value);
      }
      case Holding<V> _ -> out.writeByte(HOLDING);
      case Prepare<V>(var _, var _, var ballot) -> {
        out.writeByte(PREPARE);
        write(out, ballot);
      }
      case Promised<V>(var _, var _, var promised, var accepted, var proposal) -> {
        out.writeByte(PROMISED);
        write(out, promised);
        write(out, accepted);
        write(out, proposal);
      }
      case Accept<V>(var _, var _, var ballot, var proposal) -> {
        out.writeByte(ACCEPT);
        write(out, ballot);
        write(out, proposal);
      }
      case Accepted<V>(var _, var _, var promised) -> {
        out.writeByte(ACCEPTED);
        write(out, promised);
      }
      case Decided<V> _ -> out.writeByte(DECIDED);
    }
  }

  private RegisterMessage<V> rest(DataInputStream in, long phase, Configurations known)
      throws IOException {
    int kind = in.readUnsignedByte();
    return switch (kind) {
      case QUERY -> new Query<>(phase, known);
      case HELD -> new Held<>(phase, known, tag(in), value(in));
      case HOLD -> new Hold<>(phase, known, tag(in), value(in));
      case HOLDING -> new Holding<>(phase, known);
      case PREPARE -> new Prepare<>(phase, known, ballot(in));
      case PROMISED -> new Promised<>(phase, known, ballot(in), ballot(in), names(in));
      case ACCEPT -> new Accept<>(phase, known, ballot(in), names(in));
      case ACCEPTED -> new Accepted<>(phase, known, ballot(in));
      case DECIDED -> new Decided<>(phase, known);
      default -> throw new IOException("kind is " + kind + ", expected 1 to " + DECIDED);
    };
  }

  private void value(DataOutputStream out, V value) throws IOException {
    byte[] bytes = toBytes.apply(value);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private V value(DataInputStream in) throws IOException {
    byte[] bytes = new byte[count(in, in.available())];
    in.readFully(bytes);
    return fromBytes.apply(bytes);
  }

  private static void write(DataOutputStream out, Tag tag) throws IOException {
    out.writeLong(tag.number());
    out.writeUTF(tag.writer());
    out.writeLong(tag.operation());
  }

  /** One that is counted up by one from 0. */
  private static long number(DataInputStream in) throws IOException {
    long number = in.readLong();
    if (number < 0 || number > NUMBER_MOST) {
      throw new IOException("number is %d, expected 0 to %d".formatted(number, NUMBER_MOST));
    }
    return number;
  }

  private static Tag tag(DataInputStream in) throws IOException {
    return new Tag(number(in), in.readUTF(), in.readLong());
  }

  private static void write(DataOutputStream out, Ballot ballot) throws IOException {
    out.writeLong(ballot.number());
    out.writeUTF(ballot.proposer());
    out.writeLong(ballot.operation());
  }

  private static Ballot ballot(DataInputStream in) throws IOException {
    return new Ballot(number(in), in.readUTF(), in.readLong());
  }

  private static void write(DataOutputStream out, Configurations configurations)
      throws IOException {
    out.writeInt(configurations.active().size());
    for (Configuration each : configurations.active()) {
      out.writeLong(each.epoch());
      write(out, each.members());
    }
  }

  private static Configurations configurations(DataInputStream in) throws IOException {
    List<Configuration> active = new ArrayList<>();
    int count = count(in, Configuration.MOST_MEMBERS);
    for (int i = 0; i < count; i++) {
      active.add(new Configuration(number(in), names(in)));
    }
    return new Configurations(active);
  }

  private static void write(DataOutputStream out, List<String> names) throws IOException {
    out.writeInt(names.size());
    for (String each : names) {
      out.writeUTF(each);
    }
  }

  private static List<String> names(DataInputStream in) throws IOException {
    List<String> names = new ArrayList<>();
    int count = count(in, Configuration.MOST_MEMBERS);
    for (int i = 0; i < count; i++) {
      names.add(in.readUTF());
    }
    return names;
  }

  /** A forged length must not make the decoder allocate all memory. */
  private static int count(DataInputStream in, int most) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > most) {
      throw new IOException("a length is " + count + ", expected 0 to " + most);
    }
    return count;
  }
}
