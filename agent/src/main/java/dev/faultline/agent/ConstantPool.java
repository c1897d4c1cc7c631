package dev.faultline.agent;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The constant pool of a class file, as far as it takes to give a method reference another owner
 * (JVMS 4.4).
 */
final class ConstantPool {
  private static final int UTF8 = 1;
  private static final int CLASS = 7;
  private static final int METHODREF = 10;
  private static final int INTERFACE_METHODREF = 11;
  private static final int METHOD_HANDLE = 15;

  /** Kinds of method handles. */
  private static final int INVOKE_VIRTUAL = 5;

  private static final int INVOKE_INTERFACE = 9;
  private static final int POOL_AT = 8;
  private static final int MAX_ENTRIES = 65_535;

  private final byte[] original;

  /** Where each entry begins; 0 for the second place of a long or a double. */
  private final int[] entries;

  private final int end;
  private final byte[] changed;

  /**
   * The classes that are added, with their places in the pool; each takes two, one for the name.
   */
  private final Map<String, Integer> added = new LinkedHashMap<>();

  ConstantPool(byte[] file) {
    this.original = file;
    this.entries = new int[u2(POOL_AT)];
    int at = POOL_AT + 2;
    for (int index = 1; index < entries.length; index++) {
      entries[index] = at;
      int tag = file[at];
      at += sizeOf(tag, at);
      if (tag == 5 || tag == 6) {
        index++;
      }
    }
    this.end = at;
    this.changed = file.clone();
  }

  int originalSize() {
    return entries.length;
  }

  boolean isMethod(int index) {
    return entries[index] != 0 && original[entries[index]] == METHODREF;
  }

  boolean isMethod(int index, String owner, String name, String type) {
    int method = entries[index];
    int nameAndType = entries[u2(method + 3)];
    return isText(u2(nameAndType + 1), name)
        && isText(u2(nameAndType + 3), type)
        && isText(u2(entries[u2(method + 1)] + 1), owner);
  }

  /** Gives a method another owner; false when the pool has no room for it. */
  boolean setOwner(int method, String owner) {
    Integer place = added.get(owner);
    if (place == null) {
      place = entries.length + 2 * added.size() + 1;
      if (place >= MAX_ENTRIES) {
        return false;
      }
      added.put(owner, place);
    }
    putU2(changed, entries[method] + 1, place);
    return true;
  }

  /** The file with the changes. */
  byte[] file() {
    int grownBy = 0;
    for (String name : added.keySet()) {
      grownBy += 3 + name.length() + 3;
    }
    byte[] result = Arrays.copyOf(changed, changed.length + grownBy);
    System.arraycopy(changed, end, result, end + grownBy, changed.length - end);
    int at = end;
    for (Map.Entry<String, Integer> entry : added.entrySet()) {
      byte[] name = entry.getKey().getBytes(StandardCharsets.UTF_8);
      result[at] = UTF8;
      putU2(result, at + 1, name.length);
      System.arraycopy(name, 0, result, at + 3, name.length);
      at += 3 + name.length;
      result[at] = CLASS;
      putU2(result, at + 1, entry.getValue() - 1);
      at += 3;
    }
    putU2(result, POOL_AT, entries.length + 2 * added.size());
    return result;
  }

  boolean hasMethod(String owner, String name) {
    for (int index = 1; index < entries.length; index++) {
      if (isMethod(index)
          && isText(u2(entries[u2(entries[index] + 3)] + 1), name)
          && isText(u2(entries[u2(entries[index] + 1)] + 1), owner)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a method of that name is called, whatever its owner, interfaces included. */
  boolean callsAny(String name) {
    for (int index = 1; index < entries.length; index++) {
      int at = entries[index];
      if (at != 0
          && (original[at] == METHODREF || original[at] == INTERFACE_METHODREF)
          && isText(u2(entries[u2(at + 3)] + 1), name)) {
        return true;
      }
    }
    return false;
  }

  /** Whether there is a handle of an instance method of that name, whatever its owner. */
  boolean refersTo(String name) {
    for (int index = 1; index < entries.length; index++) {
      int at = entries[index];
      if (at != 0
          && original[at] == METHOD_HANDLE
          && (original[at + 1] == INVOKE_VIRTUAL || original[at + 1] == INVOKE_INTERFACE)
          && isText(u2(entries[u2(entries[u2(at + 2)] + 3)] + 1), name)) {
        return true;
      }
    }
    return false;
  }

  /** A quick look at the bytes, for what is not there at all. */
  static boolean mentions(byte[] file, String text) {
    byte first = (byte) text.charAt(0);
    for (int at = POOL_AT; at <= file.length - text.length(); at++) {
      if (file[at] == first && matches(file, at, text)) {
        return true;
      }
    }
    return false;
  }

  static boolean matches(byte[] bytes, int at, String text) {
    if (at + text.length() > bytes.length) {
      return false;
    }
    for (int index = 0; index < text.length(); index++) {
      if (bytes[at + index] != text.charAt(index)) {
        return false;
      }
    }
    return true;
  }

  private boolean isText(int index, String text) {
    int entry = entries[index];
    return u2(entry + 1) == text.length() && matches(original, entry + 3, text);
  }

  private int sizeOf(int tag, int at) {
    return switch (tag) {
      case UTF8 -> 3 + u2(at + 1);
      case CLASS, 8, 16, 19, 20 -> 3; // and String, MethodType, Module, Package
      case METHOD_HANDLE -> 4;
      case 3, 4, 9, METHODREF, INTERFACE_METHODREF, 12, 17, 18 ->
          5; // int, float, members, name and type, dynamic
      case 5, 6 -> 9; // long, double
      default -> throw new IllegalArgumentException("unknown constant " + tag + " at " + at);
    };
  }

  private int u2(int at) {
    return (original[at] & 0xFF) << 8 | (original[at + 1] & 0xFF);
  }

  private static void putU2(byte[] bytes, int at, int value) {
    bytes[at] = (byte) (value >>> 8);
    bytes[at + 1] = (byte) value;
  }
}
