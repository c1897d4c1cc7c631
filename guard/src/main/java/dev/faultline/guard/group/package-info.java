/** Groups of processes that go on where some of them fail: registers on quorums, broadcasts. */
@NullMarked
package dev.faultline.guard.group;

import org.jspecify.annotations.NullMarked;
