package dev.faultline.examples.rollingupgrade;

import dev.faultline.core.Env;
import java.util.List;

/** The first version: amounts are in euros, and the format's number is not looked at. */
final class OldMember extends Member {
  OldMember(List<String> group) {
    super(group);
  }

  @Override
  String write(Env env, int number, long cents) {
    return "1 " + number + " " + cents / 100;
  }

  @Override
  long read(String text) {
    return Long.parseLong(text.split(" ")[2]) * 100;
  }

  @Override
  int version() {
    return 1;
  }
}
