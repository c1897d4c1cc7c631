package dev.faultline.chaos.monkey.config;

import java.util.function.Supplier;

/** Values that other classes read, with the place in messages. */
final class ConfigText {
  private ConfigText() {}

  /** What {@code read} gives; what it throws names the place. */
  static <T> T in(String place, Supplier<T> read) {
    try {
      return read.get();
    } catch (IllegalArgumentException e) {
      throw new ConfigException(place + ": " + e.getMessage(), e);
    }
  }
}
