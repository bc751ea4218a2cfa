// SPDX-License-Identifier: Apache-2.0
// launch keep|clear|directory PROGRAM WORD...: starts it, with the environment, with none, or in another directory.
use std::process::Command;

fn main() {
    let words: Vec<String> = std::env::args().collect();
    let mut command = Command::new(&words[2]);
    command.args(&words[3..]);
    match words[1].as_str() {
        "clear" => drop(command.env_clear()),
        "directory" => drop(command.current_dir("/")),
        _ => {}
    }
    let status = command.status().expect("no start");
    std::process::exit(status.code().unwrap_or(99));
}
