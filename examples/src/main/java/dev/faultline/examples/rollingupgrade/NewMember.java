package dev.faultline.examples.rollingupgrade;

import dev.faultline.core.Env;
import java.util.List;

/**
 * The second version: amounts are in cents, in format 2, and both formats are understood. Which one
 * is written is a setting.
 */
final class NewMember extends Member {
  /** The setting with the number of the format that members write: 1 by default. */
  static final String FORMAT = "format";

  NewMember(List<String> group) {
    super(group);
  }

  @Override
  String write(Env env, int number, long cents) {
    return "2".equals(env.setting(FORMAT))
        ? "2 " + number + " " + cents
        : "1 " + number + " " + cents / 100;
  }

  @Override
  long read(String text) {
    String[] words = text.split(" ");
    long amount = Long.parseLong(words[2]);
    return words[0].equals("2") ? amount : amount * 100;
  }

  @Override
  int version() {
    return 2;
  }
}
