@NullMarked
package dev.faultline.group.raft;

import org.jspecify.annotations.NullMarked;
