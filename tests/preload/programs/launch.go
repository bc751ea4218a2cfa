// SPDX-License-Identifier: Apache-2.0

// launch PROGRAM WORD...: starts it with this environment.
package main

import (
	"os"
	"os/exec"
)

func main() {
	command := exec.Command(os.Args[1], os.Args[2:]...)
	command.Stdout = os.Stdout
	command.Stderr = os.Stderr
	if err := command.Run(); err != nil {
		if _, ended := err.(*exec.ExitError); !ended {
			os.Stderr.WriteString(err.Error() + "\n")
		}
	}
	os.Exit(command.ProcessState.ExitCode())
}
